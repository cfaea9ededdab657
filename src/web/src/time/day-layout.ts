// A civil day as a strip: its hours and quarter-hour slots. The strip is linear in exact time, so
// a day of 23 or 25 hours is shorter or longer, no hour is drawn twice in one place, and a bar is
// as wide as its meeting is long.

import type { Temporal } from 'temporal-polyfill';
import { dayBounds, type Millis, minute, zoned } from './zone';

export const slotLength = 15 * minute;

export interface Hour {
  from: Millis;
  to: Millis;
  /** Wall time "HH:MM" at which the stretch begins. */
  wall: string;
  /** "+01:00" */
  offset: string;
  /** The same wall time comes again on this day, so a label needs the offset to be clear. */
  repeated: boolean;
}

export interface DayLayout {
  date: Temporal.PlainDate;
  zone: string;
  from: Millis;
  to: Millis;
  hours: Hour[];
  /** Number of 15-minute slots: 96 on most days, 92 or 100 around a change of the clock. */
  slots: number;
}

export function layDay(date: Temporal.PlainDate, zone: string): DayLayout {
  const { from, to } = dayBounds(date, zone);
  const hours: Hour[] = [];
  let offset = '';
  // Quarter hours catch every full hour, also where the clock moves by 30 minutes.
  for (let at = from; at < to; at += slotLength) {
    const time = zoned(at, zone);
    if (at !== from && time.minute !== 0 && time.offset === offset) continue;
    offset = time.offset;
    const previous = hours.at(-1);
    if (previous) previous.to = at;
    const wall = `${pad(time.hour)}:${pad(time.minute)}`;
    hours.push({ from: at, to, wall, offset, repeated: false });
  }
  for (const hour of hours) {
    hour.repeated = hours.some((other) => other !== hour && other.wall === hour.wall);
  }
  return { date, zone, from, to, hours, slots: Math.ceil((to - from) / slotLength) };
}

/** Where an instant lies on the strip, 0 at its left end and 1 at its right; clamped to it. */
export function fraction(day: { from: Millis; to: Millis }, at: Millis): number {
  if (day.to <= day.from) return 0;
  return Math.min(1, Math.max(0, (at - day.from) / (day.to - day.from)));
}

export function slotStart(day: DayLayout, slot: number): Millis {
  return Math.min(day.from + slot * slotLength, day.to);
}

/** The slot under a place on the strip. */
export function slotAt(day: DayLayout, place: number): number {
  const slot = Math.floor((place * (day.to - day.from)) / slotLength);
  return Math.min(Math.max(slot, 0), Math.max(day.slots - 1, 0));
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
