// The page as the tests speak of it: a window of somebody who is signed in, at a day, in a zone.

import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';

export interface Login {
  email: string;
  password: string;
}

export const zone = 'Europe/Lisbon';
export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** A change made in one window shows in every other within this many milliseconds. */
export const soon = { timeout: 1000 };

export function login(number: 1 | 2): Login {
  const suffix = number === 1 ? '' : '_2';
  return {
    email: required(`TIMEWRIGHT_DEMO_LOGIN${suffix}`),
    password: required(`TIMEWRIGHT_DEMO_PASSWORD${suffix}`),
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}: the tests need a running server and two demo logins.`);
  return value;
}

/** A token of the first login, for what is asked of the server itself. */
let token: Promise<string> | undefined;

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(`${required('TIMEWRIGHT_URL')}/api/v1${path}`, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function signIn(): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(login(1));
  return (await ask<{ token: string }>('/session', { method: 'POST', headers, body })).token;
}

/**
 * A day on which nobody has anything yet: a Sunday, because the demo's series leave those alone, within the time
 * that rooms can be booked ahead, and in no month in which clocks change.
 */
export async function emptyDate(): Promise<string> {
  token ??= signIn();
  const headers = { Authorization: `Bearer ${await token}` };
  const sunday = new Date();
  sunday.setUTCDate(sunday.getUTCDate() + 21 - sunday.getUTCDay());
  for (let week = 0; week < 50; ++week, sunday.setUTCDate(sunday.getUTCDate() + 7)) {
    if ([2, 9, 10].includes(sunday.getUTCMonth())) continue;
    const date = sunday.toISOString().slice(0, 10);
    const next = new Date(sunday.getTime() + 86_400_000).toISOString().slice(0, 10);
    const day = `/bookings?from=${date}T00:00:00Z&to=${next}T00:00:00Z`;
    if ((await ask<{ items: unknown[] }>(day, { headers })).items.length === 0) return date;
  }
  throw new Error('No Sunday of the year ahead is empty: start the server on a fresh database.');
}

/** A Monday after an empty Sunday, with the half hour from nine free in the first room until Friday: no first Monday. */
export async function quietMonday(): Promise<string> {
  const day = new Date(`${await emptyDate()}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  if (day.getUTCDate() <= 7) day.setUTCDate(day.getUTCDate() + 7);
  return day.toISOString().slice(0, 10);
}

let lastTitle = 0;

export function newTitle(name: string): string {
  return `${name} ${Date.now().toString(36)}${++lastTitle}`;
}

export class Schedule {
  private static readonly contexts: BrowserContext[] = [];

  private constructor(readonly page: Page) {}

  static async open(
    browser: Browser,
    who: Login,
    place: string,
    options: BrowserContextOptions = desktop,
  ): Promise<Schedule> {
    required('TIMEWRIGHT_URL');
    const context = await browser.newContext({
      baseURL: process.env.TIMEWRIGHT_URL ?? '',
      locale: 'en-GB',
      timezoneId: zone,
      ...options,
    });
    Schedule.contexts.push(context);
    const page = await context.newPage();
    const schedule = new Schedule(page);
    await page.goto(`/#${place}`);
    await schedule.signIn(who);
    await schedule.ready();
    return schedule;
  }

  /** For after each test: its windows must not go on listening beside those of the next. */
  static async closeAll(): Promise<void> {
    await Promise.all(Schedule.contexts.splice(0).map((context) => context.close()));
  }

  static day(browser: Browser, who: Login, date: string, options?: BrowserContextOptions) {
    return Schedule.open(browser, who, `view=day&date=${date}&zone=${zone}`, options);
  }

  async signIn(who: Login): Promise<void> {
    await this.page.getByTestId('sign-in-email').fill(who.email);
    await this.page.getByTestId('sign-in-password').fill(who.password);
    await this.page.getByTestId('sign-in-submit').click();
  }

  async ready(): Promise<void> {
    await this.live();
    await expect(this.page.locator('[data-testid=schedule][data-loading=false]')).toBeVisible();
    await expect(this.rooms.first()).toBeVisible();
  }

  async live(): Promise<void> {
    await expect(this.page.getByTestId('connection')).toHaveAttribute('data-phase', 'live', {
      timeout: 20_000,
    });
  }

  get rooms(): Locator {
    return this.page.locator('[data-testid^="row-room:"]');
  }

  room(index: number): Locator {
    return this.rooms.nth(index);
  }

  async roomName(index: number): Promise<string> {
    return (await this.room(index).locator('.row-name, h2').first().innerText()).trim();
  }

  bar(title: string): Locator {
    return this.page.getByTestId('bar').filter({ hasText: title });
  }

  get dialog(): Locator {
    return this.page.getByTestId('booking-dialog');
  }

  /** Drags over the free stretch of a room; the day must have 24 hours. */
  async drag(room: number, from: string, to: string): Promise<void> {
    const track = this.room(room).locator('.track');
    // A little inside, so that the quarter hours at both ends are the ones meant.
    await this.dragOn(track, hours(from) + 0.05, hours(to) - 0.05);
    await expect(this.dialog).toBeVisible();
  }

  /** Drags a bar by so many hours. */
  async dragBar(title: string, by: number): Promise<void> {
    const box = (await this.bar(title).first().boundingBox())!;
    const track = (await this.room(0).locator('.track').boundingBox())!;
    const x = box.x + Math.min(box.width / 2, 20);
    const y = box.y + box.height / 2;
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + (by * track.width) / 24, y, { steps: 6 });
    await expect(this.page.getByTestId('ghost')).toBeVisible();
    await this.page.mouse.up();
  }

  async fillTitle(title: string): Promise<void> {
    await this.page.getByTestId('form-title').fill(title);
  }

  submit(): Promise<void> {
    return this.page.getByTestId('form-submit').click();
  }

  /** Sends the form and waits for the server's answer, whatever it is. */
  async answered(method: string, act: () => Promise<void>): Promise<number> {
    const answer = this.page.waitForResponse(
      (response) =>
        response.url().includes('/api/v1/bookings') && response.request().method() === method,
    );
    await act();
    return (await answer).status();
  }

  /** Books by mouse and waits until the server has said yes. */
  async book(room: number, from: string, to: string, title: string): Promise<void> {
    await this.drag(room, from, to);
    await this.fillTitle(title);
    expect(await this.answered('POST', () => this.submit())).toBe(201);
  }

  private async dragOn(track: Locator, from: number, to: number): Promise<void> {
    await track.scrollIntoViewIfNeeded();
    const box = (await track.boundingBox())!;
    const x = (hour: number) => box.x + (box.width * hour) / 24;
    const y = box.y + box.height / 2;
    await this.page.mouse.move(x(from), y);
    await this.page.mouse.down();
    await this.page.mouse.move(x(to), y, { steps: 6 });
    await this.page.mouse.up();
  }
}

function hours(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour + minute / 60;
}
