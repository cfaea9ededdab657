// Goal: what happens in one window is seen in every other within a second, and no two people ever
// get the same room. Method: two people in two windows of a real browser, by mouse and keyboard.

import { expect, test } from '@playwright/test';
import { emptyDate, login, newTitle, quietMonday, Schedule, soon } from './schedule-page.ts';

test.afterEach(() => Schedule.closeAll());

test('two people book, collide, take an alternative, move and cancel; each sees the other', async ({
  browser,
}) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date);
  const ben = await Schedule.day(browser, login(2), date);
  const first = newTitle('Design review');
  const second = newTitle('Budget');
  const room = await ana.roomName(0);

  await test.step('both choose the same stretch; the first to send gets it', async () => {
    await ana.drag(0, '10:00', '11:00');
    await ben.drag(0, '10:30', '11:30');
    await ana.fillTitle(first);
    await ben.fillTitle(second);
    expect(await ana.answered('POST', () => ana.submit())).toBe(201);
    await expect(ben.bar(first)).toBeVisible(soon);
    await expect(ana.bar(first)).toBeVisible();
    await expect(ana.page.getByTestId('notice-good')).toContainText(first);
  });

  await test.step('the second is told who is in the way, and what is free instead', async () => {
    expect(await ben.answered('POST', () => ben.submit())).toBe(409);
    const blocker = ben.page.getByTestId('blocker');
    await expect(blocker).toHaveCount(1);
    await expect(blocker).toContainText(room);
    await expect(blocker).toContainText('10:00 – 11:00');
    await expect(blocker).toContainText(first);
    await expect(ben.page.getByTestId('alternative').first()).toBeVisible();
  });

  await test.step('one click takes an alternative', async () => {
    const alternative = ben.page.getByTestId('alternative').first();
    expect(await ben.answered('POST', () => alternative.click())).toBe(201);
    await expect(ana.bar(second)).toBeVisible(soon);
    await expect(ben.dialog).toBeHidden();
    await expect(ben.bar(second)).toBeVisible();
  });

  await test.step('a bar dragged in one window moves in the other', async () => {
    expect(await ana.answered('PATCH', () => ana.dragBar(first, 4))).toBe(200);
    await expect(ben.bar(first)).toHaveAttribute('title', /14:00 – 15:00/, soon);
    await expect(ana.bar(first)).toHaveAttribute('title', /14:00 – 15:00/);
  });

  await test.step('so does one moved and renamed in its dialog', async () => {
    await ana.bar(first).click();
    await ana.page.getByTestId('details-edit').click();
    await ana.page.getByTestId('form-time').fill('16:00');
    await ana.fillTitle(`${first} (later)`);
    expect(await ana.answered('PATCH', () => ana.submit())).toBe(200);
    const moved = ben.bar(`${first} (later)`);
    await expect(moved).toHaveAttribute('title', /16:00 – 17:00/, soon);
  });

  await test.step('nobody may change what is not theirs', async () => {
    await ben.page.getByTestId('notices').getByRole('button').first().click();
    const other = (await isAdmin(ben)) ? null : ben;
    if (other) {
      await other.bar(first).click();
      await expect(other.page.getByTestId('details-dialog')).toBeVisible();
      await expect(other.page.getByTestId('details-edit')).toBeHidden();
      await other.page.keyboard.press('Escape');
      await expect(other.page.getByTestId('details-dialog')).toBeHidden();
    }
  });

  await test.step('what is cancelled in one window goes in the other', async () => {
    await ana.bar(first).click();
    await ana.page.getByTestId('cancel-this').click();
    const confirm = ana.page.getByTestId('cancel-confirm');
    expect(await ana.answered('DELETE', () => confirm.click())).toBe(204);
    await expect(ben.bar(first)).toHaveCount(0, soon);
    await expect(ana.bar(first)).toHaveCount(0);
    await expect(ana.bar(second)).toBeVisible();
  });
});

test('a booking is made with the keyboard alone', async ({ browser }) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date);
  const ben = await Schedule.day(browser, login(2), date);
  const title = newTitle('By keyboard');
  const keys = ana.page.keyboard;
  const cell = ana.page.getByTestId('cursor-cell');

  await cell.focus();
  await keys.press('Home');
  await expect(cell).toHaveAttribute('aria-label', /00:00/);
  // Forty quarter hours from midnight, on the second room.
  for (let press = 0; press < 40; ++press) await keys.press('ArrowRight');
  await keys.press('ArrowDown');
  await expect(cell).toHaveAttribute('aria-label', `${await ana.roomName(1)}, 10:00, free`);
  for (let press = 0; press < 3; ++press) await keys.press('Shift+ArrowRight');
  await expect(cell).toHaveAttribute('aria-label', /10:00 to 11:00/);
  await keys.press('Enter');
  await expect(ana.page.getByTestId('form-title')).toBeFocused();
  await keys.type(title);
  expect(await ana.answered('POST', () => keys.press('Enter'))).toBe(201);
  await expect(ben.bar(title)).toHaveAttribute('title', /10:00 – 11:00/, soon);

  // The focus is back in the grid, on the new booking: Enter opens it, and it is cancelled.
  await expect(cell).toBeFocused();
  await expect(cell).toHaveAttribute('aria-label', new RegExp(title));
  await keys.press('Enter');
  await expect(ana.page.getByTestId('details-edit')).toBeFocused();
  await keys.press('Shift+Tab');
  await keys.press('Enter');
  await expect(ana.page.getByTestId('cancel-confirm')).toBeFocused();
  expect(await ana.answered('DELETE', () => keys.press('Enter'))).toBe(204);
  await expect(ben.bar(title)).toHaveCount(0, soon);
  await expect(ana.bar(title)).toHaveCount(0, soon);

  // Escape drops a selection, and closes a dialog without booking.
  await keys.press('Shift+ArrowLeft');
  await keys.press('Escape');
  await expect(cell).toHaveAttribute('aria-selected', 'false');
  await keys.press('Enter');
  await keys.press('Enter');
  await expect(ana.dialog).toBeVisible();
  await keys.press('Escape');
  await expect(ana.dialog).toBeHidden();
});

test('a change made on an outdated view is refused, and what is true now is shown', async ({
  browser,
}) => {
  const date = await emptyDate();
  const here = await Schedule.day(browser, login(1), date);
  const there = await Schedule.day(browser, login(1), date);
  const title = newTitle('Stale');
  await here.book(0, '09:00', '10:00', title);

  await expect(there.bar(title)).toBeVisible();
  await there.bar(title).click();
  await there.page.getByTestId('details-edit').click();
  await there.fillTitle(`${title} there`);

  await here.bar(title).click();
  await here.page.getByTestId('details-edit').click();
  await here.fillTitle(`${title} here`);
  expect(await here.answered('PATCH', () => here.submit())).toBe(200);

  expect(await there.answered('PATCH', () => there.submit())).toBe(412);
  await expect(there.page.getByTestId('form-problem')).toBeVisible();
  await expect(there.page.getByTestId('form-title')).toHaveValue(`${title} here`);
  await there.fillTitle(`${title} both`);
  expect(await there.answered('PATCH', () => there.submit())).toBe(200);
  await expect(here.bar(`${title} both`)).toBeVisible(soon);
});

test('people are invited by name and by address, and being busy is said, not refused', async ({
  browser,
}) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date);
  const ben = await Schedule.day(browser, login(2), date);
  const me = (await ben.page.evaluate(async () => (await fetch('/api/v1/me')).json())) as {
    name: string;
    email: string;
  };
  await ben.book(1, '10:00', '11:00', newTitle('Elsewhere'));

  const title = newTitle('With guests');
  await ana.drag(0, '10:00', '11:00');
  await ana.fillTitle(title);
  const people = ana.page.getByTestId('form-people');
  await people.fill(me.email);
  await ana.page.getByTestId('form-people-option').filter({ hasText: me.email }).first().click();
  await people.fill('guest@outside.example');
  await people.press('Enter');
  await expect(ana.page.getByTestId('form-people-token')).toHaveCount(2);
  expect(await ana.answered('POST', () => ana.submit())).toBe(201);
  await expect(ana.page.getByTestId('notice-warn')).toContainText(me.name);

  await ben.bar(title).click();
  const listed = ben.page.getByTestId('details-people');
  await expect(listed).toContainText(me.name);
  await expect(listed).toContainText('guest@outside.example');
});

test('a series is booked; one of its meetings is cancelled, then all', async ({ browser }) => {
  const date = await quietMonday();
  const ana = await Schedule.day(browser, login(1), date);
  const ben = await Schedule.open(browser, login(2), `view=week&date=${date}&zone=Europe/Lisbon`);
  const title = newTitle('Daily');
  await ana.drag(0, '09:00', '09:30');
  await ana.fillTitle(title);
  await ana.page.getByTestId('form-repeat').selectOption('daily');
  await ana.page.getByTestId('form-count').fill('5');
  expect(await ana.answered('POST', () => ana.submit())).toBe(201);
  await expect(ben.bar(title)).toHaveCount(5, soon);

  await ana.bar(title).click();
  await ana.page.getByTestId('cancel-this').click();
  const confirm = ana.page.getByTestId('cancel-confirm');
  expect(await ana.answered('DELETE', () => confirm.click())).toBe(204);
  await expect(ben.bar(title)).toHaveCount(4, soon);
  await expect(ana.bar(title)).toHaveCount(0);

  await ana.page.getByTestId('next').click();
  await ana.bar(title).click();
  await ana.page.getByTestId('cancel-all').click();
  expect(await ana.answered('DELETE', () => confirm.click())).toBe(204);
  await expect(ben.bar(title)).toHaveCount(0, soon);
});

async function isAdmin(who: Schedule): Promise<boolean> {
  const me = (await who.page.evaluate(async () => (await fetch('/api/v1/me')).json())) as {
    role: string;
  };
  return me.role === 'admin';
}
