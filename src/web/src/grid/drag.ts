// The mouse in the day grid, as pure functions of where the pointer is: what a drag over an empty
// stretch would book, and where a dragged bar would land.

import { type DayLayout, slotAt, slotLength, slotStart } from '../time/day-layout';
import type { Millis } from '../time/zone';

/** A pointer that moved less than this, in pixels, has clicked. */
export const clickSlack = 4;

/** Slots that a click without a drag takes: half an hour. */
const clickSlots = 2;

export interface Stretch {
  start: Millis;
  end: Millis;
}

/** The stretch between two places (0..1) on the strip, in whole slots, both ends' slots included. */
export function stretchBetween(day: DayLayout, from: number, to: number): Stretch {
  const first = slotAt(day, Math.min(from, to));
  const last = slotAt(day, Math.max(from, to));
  return { start: slotStart(day, first), end: slotStart(day, last + 1) };
}

export function stretchOfClick(day: DayLayout, place: number): Stretch {
  const slot = slotAt(day, place);
  return { start: slotStart(day, slot), end: slotStart(day, slot + clickSlots) };
}

/** A bar dragged by `by` (a share of the strip), snapped, kept on the day it is drawn on. */
export function movedBy(day: DayLayout, bar: Stretch, by: number): Stretch {
  const length = bar.end - bar.start;
  const start = snapped(day, bar.start, by);
  const earliest = Math.min(day.from, bar.start);
  const latest = Math.max(day.to - slotLength, bar.start);
  const kept = Math.min(Math.max(start, earliest), latest);
  return { start: kept, end: kept + length };
}

/** A bar whose end was dragged; never shorter than a slot. */
export function resizedBy(day: DayLayout, bar: Stretch, by: number): Stretch {
  const end = Math.min(snapped(day, bar.end, by), Math.max(day.to, bar.end));
  return { start: bar.start, end: Math.max(end, bar.start + slotLength) };
}

/** Moves in whole slots; a drag of none leaves an odd time (09:10) as it is. */
function snapped(day: DayLayout, at: Millis, by: number): Millis {
  return at + Math.round((by * (day.to - day.from)) / slotLength) * slotLength;
}
