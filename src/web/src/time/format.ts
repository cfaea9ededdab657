// Dates and times for people, in the language of the texts and the habits of the browser's region.

import { Temporal } from 'temporal-polyfill';
import { locale } from '../i18n';
import { type Millis, zoned } from './zone';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale(), options);
    formatters.set(key, made);
  }
  return made;
}

/** Two digits where the day is counted to 24, as 08:30; one where it is 8:30 AM. */
function hourDigits(): 'numeric' | '2-digit' {
  const cycle = formatter({ hour: 'numeric' }).resolvedOptions().hourCycle;
  return cycle === 'h23' || cycle === 'h24' ? '2-digit' : 'numeric';
}

export function formatTime(at: Millis, zone: string): string {
  return formatter({ timeZone: zone, hour: hourDigits(), minute: '2-digit' }).format(at);
}

/** "10:00 – 10:45"; the end's date is named when it is another day. */
export function formatSpan(from: Millis, to: Millis, zone: string): string {
  const sameDay =
    zoned(from, zone).toPlainDate().equals(zoned(to - 1, zone).toPlainDate()) || to <= from;
  const end = formatTime(to, zone);
  return `${formatTime(from, zone)} – ${sameDay ? end : `${formatDay(to, zone)} ${end}`}`;
}

/** "Mon 23 Nov" */
export function formatDay(at: Millis, zone: string): string {
  return formatter({ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' }).format(at);
}

/** "Monday 23 November 2026" */
export function formatDate(date: Temporal.PlainDate): string {
  return ofDate(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

export function formatDateShort(date: Temporal.PlainDate): string {
  return ofDate(date, { weekday: 'short', day: 'numeric', month: 'short' });
}

/** "23 – 29 November 2026" */
export function formatDates(first: Temporal.PlainDate, last: Temporal.PlainDate): string {
  return formatter({ timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
    utcNoon(first),
    utcNoon(last),
  );
}

export function formatWeekday(date: Temporal.PlainDate, style: 'short' | 'long' = 'short'): string {
  return ofDate(date, { weekday: style });
}

/** The label above an hour: "9 AM" or "09". */
export function formatHour(wall: string): string {
  const [hour = 0, minutes = 0] = wall.split(':').map(Number);
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', hour: 'numeric' };
  if (minutes !== 0) options.minute = '2-digit';
  const text = formatter(options).format(Date.UTC(2000, 0, 1, hour, minutes));
  return /^\d{1,2}$/.test(text) ? `${text.padStart(2, '0')}:00` : text;
}

function ofDate(date: Temporal.PlainDate, options: Intl.DateTimeFormatOptions): string {
  return formatter({ ...options, timeZone: 'UTC' }).format(utcNoon(date));
}

function utcNoon(date: Temporal.PlainDate): Millis {
  return date.toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' }).epochMilliseconds;
}
