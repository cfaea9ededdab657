// Goal: no change is missed and nothing is booked twice when the network fails.
// Method: the browser's own offline switch, a WebSocket cut from outside, an answer thrown away.

import { expect, test, type WebSocketRoute } from '@playwright/test';
import { emptyDate, login, newTitle, Schedule, soon } from './schedule-page.ts';

test.afterEach(() => Schedule.closeAll());

test('a window that was offline catches up from where it was, without loading the page again', async ({
  browser,
}) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date);
  const ben = await Schedule.day(browser, login(2), date);
  const before = newTitle('Before');
  const meanwhile = newTitle('Meanwhile');
  await ana.book(0, '09:00', '10:00', before);
  await expect(ben.bar(before)).toBeVisible(soon);
  await ben.page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));

  await ben.page.context().setOffline(true);
  const connection = ben.page.getByTestId('connection');
  await expect(connection).toHaveAttribute('data-phase', 'offline');
  await ana.book(0, '11:00', '12:00', meanwhile);
  await expect(ben.bar(meanwhile)).toHaveCount(0);

  const resumed = ben.page.waitForEvent('websocket');
  await ben.page.context().setOffline(false);
  const cursor = new URL((await resumed).url()).searchParams.get('since');
  expect(cursor).toBeTruthy();
  await expect(ben.bar(meanwhile)).toBeVisible({ timeout: 10_000 });
  await ben.live();
  await expect(ben.page.locator('body')).toHaveAttribute('data-same-page', 'yes');
});

test('a WebSocket that drops is resumed from the last entry seen', async ({ browser }) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date);
  const ben = await Schedule.day(browser, login(2), date);
  const sockets: WebSocketRoute[] = [];
  const cursors: string[] = [];
  await ben.page.routeWebSocket(/\/api\/v1\/feed/, (socket) => {
    sockets.push(socket);
    const server = socket.connectToServer();
    server.onMessage((message) => {
      cursors.push((JSON.parse(String(message)) as { cursor: string }).cursor);
      socket.send(message);
    });
  });
  await ben.page.reload();
  await ben.ready();
  expect(sockets).toHaveLength(1);

  const seen = newTitle('Seen');
  await ana.book(0, '09:00', '10:00', seen);
  await expect(ben.bar(seen)).toBeVisible(soon);
  const last = cursors.at(-1);

  await sockets[0]!.close({ code: 1012 });
  await expect.poll(() => sockets.length, { timeout: 10_000 }).toBe(2);
  expect(new URL(sockets[1]!.url()).searchParams.get('since')).toBe(last);
  await ben.live();
  const after = newTitle('After');
  await ana.book(0, '11:00', '12:00', after);
  await expect(ben.bar(after)).toBeVisible(soon);
});

test('a booking whose answer is lost is sent again with the same key and made once', async ({
  browser,
}) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date);
  const title = newTitle('Once');
  const keys: (string | undefined)[] = [];
  await ana.page.route('**/api/v1/bookings', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    keys.push(await route.request().headerValue('idempotency-key').then((key) => key ?? undefined));
    if (keys.length > 1) return route.fallback();
    // The server does it; the page never hears of it.
    const answer = await route.fetch();
    expect(answer.status()).toBe(201);
    return route.abort('connectionreset');
  });
  await ana.drag(0, '10:00', '11:00');
  await ana.fillTitle(title);
  await ana.submit();
  await expect(ana.dialog).toBeHidden();
  await expect(ana.page.getByTestId('notice-good')).toContainText(title);
  await expect(ana.bar(title)).toHaveCount(1);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
});
