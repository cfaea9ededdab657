// Goal: every row shows the bookings that concern it, and free places are truly free.
// Method: bookings of rooms and people, clipped to a day; offers around them.

import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Booking, Participant } from '../api/types';
import { layDay } from '../time/day-layout';
import { offered } from './agenda';
import { barsIn, barsOf, lookOf } from './bars';
import { barLabel } from './labels';
import { firstFree } from './week-grid';

const day = layDay(Temporal.PlainDate.from('2026-11-23'), 'UTC');
const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const guest = (user: string | null, status: Participant['participationStatus'] = 'accepted') => ({
  user,
  email: 'x@example.com',
  name: 'X',
  role: 'required' as const,
  participationStatus: status,
});

function booking(change: Partial<Booking> = {}): Booking {
  return {
    id: 'b1',
    sequence: 1,
    title: 'Review',
    start: '2026-11-23T09:00:00',
    timeZone: 'UTC',
    duration: 'PT1H',
    rooms: ['r1'],
    participants: [guest('u1'), guest('u2', 'declined'), guest(null)],
    organizer: 'boss',
    status: 'confirmed',
    imported: false,
    canEdit: true,
    allDay: false,
    occurrences: [
      { recurrenceId: 'x', start: '2026-11-23T09:00:00Z', end: '2026-11-23T10:00:00Z' },
      { recurrenceId: 'y', start: '2026-11-22T23:00:00Z', end: '2026-11-23T00:00:00Z' },
      { recurrenceId: 'z', start: '2026-11-22T23:00:00Z', end: '2026-11-23T00:30:00Z' },
    ],
    ...change,
  };
}

describe('bars', () => {
  it('are the occurrences that overlap the day; one that only touches it is not', () => {
    const bars = barsIn([booking()], day.from, day.to, 'u9');
    expect(bars.map((bar) => bar.occurrence.recurrenceId)).toEqual(['z', 'x']);
  });

  it('belong to their rooms, organiser and guests, but not to who declined', () => {
    const bars = barsIn([booking()], day.from, day.to, 'u9');
    const count = (kind: 'room' | 'person', id: string) => barsOf(bars, { kind, id }).length;
    expect([count('room', 'r1'), count('room', 'r2')]).toEqual([2, 0]);
    expect([count('person', 'u1'), count('person', 'boss'), count('person', 'u2')]).toEqual([2, 2, 0]);
  });

  it('look like what they are', () => {
    expect(lookOf(booking(), 'u1')).toBe('own');
    expect(lookOf(booking(), 'u9')).toBe('other');
    expect(lookOf(booking({ imported: true }), 'u1')).toBe('imported');
    expect(lookOf(booking({ status: 'held' }), 'u1')).toBe('tentative');
  });

  it('are spoken with title, time, rooms and kind', () => {
    const bar = barsIn([booking()], day.from, day.to, 'u1')[1]!;
    expect(barLabel(bar, 'UTC', 'Atlas')).toBe('Review, 09:00 – 10:00, Atlas, yours');
    expect(barLabel({ ...bar, look: 'other' }, 'UTC', '')).toBe('Review, 09:00 – 10:00, No room');
  });
});

describe('what is offered', () => {
  const bars = [{ start: at('09:00'), end: at('10:00') }, { start: at('10:05'), end: at('17:50') }];

  it('is free, in office hours and at least a quarter of an hour long', () => {
    expect(offered(day, bars, 0)).toEqual([{ start: at('08:00'), end: at('09:00') }]);
  });

  it('is not over yet', () => {
    expect(offered(day, [], at('12:07'))).toEqual([{ start: at('12:15'), end: at('18:00') }]);
    expect(offered(day, [], at('19:00'))).toEqual([]);
  });

  it('first is an hour from nine on, or from now', () => {
    expect(firstFree(day, [], 0)).toEqual({ start: at('09:00'), end: at('10:00') });
    expect(firstFree(day, [], at('12:07'))).toEqual({ start: at('12:15'), end: at('13:15') });
    const week = bars as never;
    expect(firstFree(day, week, 0)).toEqual({ start: at('17:50'), end: at('18:50') });
  });
});
