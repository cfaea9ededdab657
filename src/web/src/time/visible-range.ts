// Which days a view shows, and where "previous" and "next" lead.

import { Temporal } from 'temporal-polyfill';
import { dayBounds, type Millis } from './zone';

export type View = 'day' | 'week';

/** The day itself, or the seven days of its week from Monday on. */
export function visibleDates(view: View, date: Temporal.PlainDate): Temporal.PlainDate[] {
  if (view === 'day') return [date];
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return Array.from({ length: 7 }, (_, day) => monday.add({ days: day }));
}

export function visibleRange(
  view: View,
  date: Temporal.PlainDate,
  zone: string,
): { from: Millis; to: Millis } {
  const dates = visibleDates(view, date);
  return { from: dayBounds(dates[0]!, zone).from, to: dayBounds(dates.at(-1)!, zone).to };
}

export function stepped(
  view: View,
  date: Temporal.PlainDate,
  direction: 1 | -1,
): Temporal.PlainDate {
  return date.add({ days: direction * (view === 'day' ? 1 : 7) });
}

/** A date as the address bar and date fields write it; null for anything else. */
export function parseDate(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}
