// Goal: the page is usable and looks right, on a desk and on a phone, in every kind of day.
// Method: the real page at both sizes; what is drawn is measured, and pictures are kept for people.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { desktop, emptyDate, login, newTitle, phone, Schedule } from './schedule-page.ts';

const pictures = fileURLToPath(new URL('../../build/e2e-screenshots/', import.meta.url));
mkdirSync(pictures, { recursive: true });

test.afterEach(() => Schedule.closeAll());

function picture(page: Page, name: string): Promise<Buffer> {
  return page.screenshot({ path: `${pictures}${name}.png`, animations: 'disabled' });
}

test('a wrong password is refused in words, the right one lets in, signing out ends it', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The browser itself reports each refused request; only the page's own complaints count.
    if (message.type() === 'error' && !message.text().includes('status of 401')) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const who = login(1);
  await page.goto('/');
  await page.getByTestId('sign-in-email').fill(who.email);
  await page.getByTestId('sign-in-password').fill(`${who.password} but wrong`);
  await page.getByTestId('sign-in-submit').click();
  await expect(page.getByTestId('sign-in-error')).not.toBeEmpty();
  await picture(page, 'sign-in-1440');
  await page.getByTestId('sign-in-password').fill(who.password);
  await page.getByTestId('sign-in-submit').click();
  await expect(page.getByTestId('day-grid')).toBeVisible();
  await page.getByTestId('sign-out').click();
  await expect(page.getByTestId('sign-in')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('sign-in')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('days of 25 and 23 hours are drawn with all their hours and no other', async ({ browser }) => {
  const ana = await Schedule.day(browser, login(1), '2026-10-25');
  const hours = ana.page.getByTestId('hour');
  await expect(hours).toHaveCount(25);
  await expect(hours.filter({ hasText: '01:00' }).first()).toContainText('+01:00');
  await ana.page.evaluate(() => (location.hash = '#view=day&date=2027-03-28&zone=Europe/Lisbon'));
  await expect(hours).toHaveCount(23);
  const track = ana.room(0).locator('.track');
  const short = (await track.boundingBox())!.width;
  await ana.page.getByTestId('next').click();
  await expect(hours).toHaveCount(24);
  const usual = (await track.boundingBox())!.width;
  expect(short / usual).toBeCloseTo(23 / 24, 2);
});

test('another zone shows the same meeting at its time there', async ({ browser }) => {
  const date = await emptyDate();
  const ana = await Schedule.open(browser, login(1), `view=day&date=${date}&zone=UTC`);
  const title = newTitle('Abroad');
  await ana.book(0, '11:00', '12:00', title);
  await expect(ana.bar(title)).toHaveAttribute('title', /11:00 – 12:00/);
  const zone = ana.page.getByTestId('zone');
  await zone.fill('kathmandu');
  await zone.press('Enter');
  await expect(ana.bar(title)).toHaveAttribute('title', /16:45 – 17:45/);
  await expect(ana.page).toHaveURL(/zone=Asia\/Kathmandu/);
});

test('markup in a title is shown as text', async ({ browser }) => {
  const ana = await Schedule.day(browser, login(1), await emptyDate());
  const title = `<img src=x onerror="document.title='owned'">${newTitle('')}`;
  await ana.book(0, '10:00', '12:00', title);
  await expect(ana.bar(title)).toBeVisible();
  await ana.bar(title).click();
  await expect(ana.page.getByRole('heading', { name: title })).toBeVisible();
  expect(await ana.page.locator('img').count()).toBe(0);
  await expect(ana.page).not.toHaveTitle('owned');
});

test('the desk: day, week, dialog and collision, light and dark', async ({ browser }) => {
  const who = login(1);
  const today = new Date().toISOString().slice(0, 10);
  for (const colorScheme of ['light', 'dark'] as const) {
    const ana = await Schedule.day(browser, who, today, { ...desktop, colorScheme });
    await picture(ana.page, `day-1440-${colorScheme}`);
    await ana.page.getByTestId('view-week').click();
    await expect(ana.page.getByTestId('week-grid')).toBeVisible();
    await expect(ana.page.locator('[data-testid=schedule][data-loading=false]')).toBeVisible();
    await picture(ana.page, `week-1440-${colorScheme}`);
    await Schedule.closeAll();
  }
  const date = await emptyDate();
  const ana = await Schedule.day(browser, who, date);
  const title = newTitle('Board');
  await ana.book(0, '10:00', '11:00', title);
  await ana.drag(0, '11:00', '12:00');
  await ana.fillTitle(newTitle('Too close'));
  await ana.page.getByTestId('form-time').fill('10:30');
  expect(await ana.answered('POST', () => ana.submit())).toBe(409);
  await expect(ana.page.getByTestId('alternative').first()).toBeVisible();
  await picture(ana.page, 'collision-1440');
});

test('the phone: a room is booked with the thumb, and everything fits', async ({ browser }) => {
  const date = await emptyDate();
  const ana = await Schedule.day(browser, login(1), date, phone);
  const { page } = ana;
  const title = newTitle('On the way');
  await expect(page.getByTestId('day-agenda')).toBeVisible();
  await fits(page);
  await picture(page, 'day-390');

  await page.locator('[data-testid^="book-room:"]').first().tap();
  await expect(ana.dialog).toBeVisible();
  const box = (await ana.dialog.boundingBox())!;
  expect([box.x, box.width, box.height].map(Math.round)).toEqual([0, 390, 844]);
  await ana.fillTitle(title);
  await fits(page);
  await picture(page, 'dialog-390');
  expect(await ana.answered('POST', () => page.getByTestId('form-submit').tap())).toBe(201);
  await expect(ana.bar(title)).toBeVisible();

  await page.getByTestId('free-stretch').first().tap();
  await ana.fillTitle(newTitle('In the way'));
  await page.getByTestId('form-time').fill('09:30');
  expect(await ana.answered('POST', () => page.getByTestId('form-submit').tap())).toBe(409);
  await expect(page.getByTestId('alternative').first()).toBeVisible();
  await fits(page);
  await picture(page, 'collision-390');
  const alternative = page.getByTestId('alternative').first();
  expect(await ana.answered('POST', () => alternative.tap())).toBe(201);

  await page.getByTestId('view-week').tap();
  await expect(page.getByTestId('week-agenda')).toContainText(title);
  await fits(page);
  await picture(page, 'week-390');
  await ana.bar(title).tap();
  await expect(page.getByTestId('cancel-this')).toBeInViewport({ ratio: 1 });
  await picture(page, 'details-390');
  await page.getByTestId('cancel-this').tap();
  expect(await ana.answered('DELETE', () => page.getByTestId('cancel-confirm').tap())).toBe(204);
  await expect(ana.bar(title)).toHaveCount(0);
});

/** Nothing to scroll sideways for, and nothing to press that is smaller than a fingertip. */
async function fits(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const modal = document.querySelector('dialog[open]');
    const small: string[] = [];
    for (const target of (modal ?? document).querySelectorAll('button, select, input')) {
      const label = target.closest('label.toggle, .radios label');
      const box = (label ?? target).getBoundingClientRect();
      if (box.width === 0 || getComputedStyle(target).visibility === 'hidden') continue;
      if (box.height < 43.5 || box.width < 43.5) {
        small.push(`${target.getAttribute('aria-label') ?? target.textContent}: ${box.width}x${box.height}`);
      }
    }
    return { small, overflow: document.documentElement.scrollWidth - innerWidth };
  });
  expect(found).toEqual({ small: [], overflow: 0 });
}
