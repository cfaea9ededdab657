// Goal: nothing on the page keeps out people who cannot see it well or use no mouse.
// Method: axe-core's rules for WCAG 2 A and AA over every view and dialog, light and dark.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page, test } from '@playwright/test';
import { desktop, emptyDate, login, newTitle, phone, Schedule } from './schedule-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test.afterEach(() => Schedule.closeAll());

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no view or dialog breaks a rule, ${colorScheme}`, async ({ browser }) => {
    const date = await emptyDate();
    const options = { ...desktop, colorScheme, reducedMotion: 'reduce' } as const;
    const ana = await Schedule.day(browser, login(1), date, options);
    const { page } = ana;
    const title = newTitle('Readable');
    await ana.book(0, '10:00', '11:00', title);
    await expect(ana.bar(title)).toBeVisible();
    expect(await broken(page), 'day').toEqual([]);

    await ana.drag(0, '11:00', '12:00');
    await ana.fillTitle(newTitle('Taken'));
    await page.getByTestId('form-repeat').selectOption('weekly');
    await page.getByTestId('form-time').fill('10:30');
    expect(await ana.answered('POST', () => ana.submit())).toBe(409);
    await expect(page.getByTestId('collision')).toBeVisible();
    expect(await broken(page), 'collision').toEqual([]);
    await page.keyboard.press('Escape');

    await ana.bar(title).click();
    await expect(page.getByTestId('details-edit')).toBeVisible();
    expect(await broken(page), 'details').toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByTestId('view-week').click();
    await expect(page.getByTestId('week-grid')).toBeVisible();
    await expect(ana.bar(title)).toBeVisible();
    expect(await broken(page), 'week').toEqual([]);

    await page.getByTestId('sign-out').click();
    await expect(page.getByTestId('sign-in')).toBeVisible();
    expect(await broken(page), 'sign-in').toEqual([]);
  });
}

test('the phone breaks no rule', async ({ browser }) => {
  const ana = await Schedule.day(browser, login(1), await emptyDate(), { ...phone, reducedMotion: 'reduce' });
  expect(await broken(ana.page), 'agenda').toEqual([]);
  await ana.page.getByTestId('book').tap();
  await expect(ana.dialog).toBeVisible();
  expect(await broken(ana.page), 'dialog').toEqual([]);
});

/** Each broken rule with the elements that break it. */
async function broken(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const runner = (globalThis as unknown as { axe: { run: (options: object) => Promise<Found> } }).axe;
    interface Found {
      violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
    }
    const { violations } = await runner.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join(' | ')}`,
    );
  });
}
