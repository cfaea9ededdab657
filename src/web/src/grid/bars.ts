// What is drawn in a row: one bar per occurrence that concerns the row's room or person.

import type { Booking, Occurrence } from '../api/types';
import { type Millis, toMillis } from '../time/zone';

export interface Row {
  /** "room:ID" or "person:ID" */
  key: string;
  kind: 'room' | 'person';
  id: string;
  name: string;
  detail: string;
}

export type BarLook = 'own' | 'other' | 'imported' | 'tentative';

export interface Bar {
  key: string;
  booking: Booking;
  occurrence: Occurrence;
  start: Millis;
  end: Millis;
  look: BarLook;
}

export function concerns(booking: Booking, row: { kind: Row['kind']; id: string }): boolean {
  if (row.kind === 'room') return booking.rooms.includes(row.id);
  return (
    booking.organizer === row.id ||
    booking.participants.some(
      (one) => one.user === row.id && one.participationStatus !== 'declined',
    )
  );
}

export function lookOf(booking: Booking, me: string): BarLook {
  if (booking.imported) return 'imported';
  if (booking.status !== 'confirmed') return 'tentative';
  return concerns(booking, { kind: 'person', id: me }) ? 'own' : 'other';
}

/** All occurrences that overlap [from, to), by start. */
export function barsIn(bookings: readonly Booking[], from: Millis, to: Millis, me: string): Bar[] {
  const bars: Bar[] = [];
  for (const booking of bookings) {
    for (const occurrence of booking.occurrences) {
      const start = toMillis(occurrence.start);
      const end = toMillis(occurrence.end);
      if (start >= to || end <= from) continue;
      const key = `${booking.id}/${occurrence.recurrenceId}/${occurrence.start}`;
      bars.push({ key, booking, occurrence, start, end, look: lookOf(booking, me) });
    }
  }
  return bars.sort((a, b) => a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1));
}

export function barsOf(bars: readonly Bar[], row: { kind: Row['kind']; id: string }): Bar[] {
  return bars.filter((bar) => concerns(bar.booking, row));
}
