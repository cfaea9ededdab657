// Texts and dates come out alike on every machine and with every version of Node.

import { vi } from 'vitest';

vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true });
