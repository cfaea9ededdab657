// The Idempotency-Key of what a person means to do. Pressing "Book" again after a lost answer is
// the same intent and keeps its key; a changed request, or one after an answer, is a new one.

export class Intent {
  private key_: string | null = null;
  private body_ = '';

  constructor(private readonly mint: () => string = mintKey) {}

  /** The key for this request: the open intent's when the request is the same, else a new one. */
  keyFor(request: unknown): string {
    const body = JSON.stringify(request);
    if (this.key_ === null || this.body_ !== body) {
      this.key_ = this.mint();
      this.body_ = body;
    }
    return this.key_;
  }

  /** An answer came: the next request is a new intent, even if it reads the same. */
  settled(): void {
    this.key_ = null;
  }
}

/**
 * A random UUID (version 4). `crypto.randomUUID` exists only in secure contexts; on plain http
 * under a name other than localhost the same is made from random bytes.
 */
export function mintKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 4, 4, 4, 12]
    .reduce<[string[], number]>(
      ([parts, at], length) => [[...parts, hex.slice(at, at + length)], at + length],
      [[], 0],
    )[0]
    .join('-');
}
