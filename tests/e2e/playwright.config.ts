import { defineConfig } from '@playwright/test';

// One real browser against one real server, whose address and demo logins come from outside:
// TIMEWRIGHT_URL, TIMEWRIGHT_DEMO_LOGIN and _PASSWORD, TIMEWRIGHT_DEMO_LOGIN_2 and _PASSWORD_2.
export default defineConfig({
  testDir: '.',
  outputDir: '../../build/e2e-results',
  // The windows of a test share one server: one test after the other, none hidden by a retry.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: process.env.TIMEWRIGHT_URL,
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.TIMEWRIGHT_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
