// Goal: the form asks the server for exactly what was entered, and only for what changed.
// Method: forms into requests and patches, over changes of the clock and series.

import { describe, expect, it } from 'vitest';
import type { Booking, Occurrence } from '../api/types';
import { toMillis } from '../time/zone';
import {
  durationOptions,
  fieldErrors,
  formOf,
  isAddress,
  movePatch,
  newForm,
  occurrenceOf,
  patchOf,
  requestOf,
  shiftedStart,
  withAlternative,
} from './form';
import { ruleText } from './recurrence';

const at = toMillis;
const form = () => ({
  ...newForm(at('2026-11-23T09:00:00Z'), at('2026-11-23T09:45:00Z'), 'Europe/Lisbon', ['r1']),
  title: ' Review ',
});

const occurrence: Occurrence = {
  recurrenceId: '2026-11-30T09:00:00',
  start: '2026-11-30T09:00:00Z',
  end: '2026-11-30T10:00:00Z',
};
const booking: Booking = {
  id: 'b1',
  sequence: 3,
  title: 'Review',
  start: '2026-11-23T09:00:00',
  timeZone: 'Europe/Lisbon',
  duration: 'PT60M',
  rooms: ['r1', 'r2'],
  participants: [
    { user: 'u1', email: 'u1@example.com', name: 'U', role: 'required', participationStatus: 'accepted' },
    { user: null, email: 'out@side.example', name: '', role: 'required', participationStatus: 'needs-action' },
  ],
  organizer: 'me',
  recurrenceRule: { frequency: 'weekly', count: 4 },
  status: 'confirmed',
  imported: false,
  canEdit: true,
  allDay: false,
  occurrences: [occurrence],
};
const single: Booking = (({ recurrenceRule: _rule, ...rest }) => rest)(booking);

describe('a request', () => {
  it('has local time, zone, duration and the rooms', () => {
    expect(requestOf(form())).toEqual({
      title: 'Review',
      start: '2026-11-23T09:00:00',
      timeZone: 'Europe/Lisbon',
      duration: 'PT45M',
      rooms: ['r1'],
    });
  });

  it('asks for any one of several rooms', () => {
    const request = requestOf({ ...form(), rooms: ['r1', 'r2'], roomChoice: 'any' });
    expect(request.anyRoomOf).toEqual(['r1', 'r2']);
    expect(request.rooms).toBeUndefined();
    expect(requestOf({ ...form(), roomChoice: 'any' }).rooms).toEqual(['r1']);
  });

  it('names people by id and outsiders by address', () => {
    const people = [
      { id: 'u1', name: 'U', email: 'u1@example.com' },
      { id: null, name: '', email: 'out@side.example' },
    ];
    expect(requestOf({ ...form(), people }).participants).toEqual(['u1', 'out@side.example']);
  });

  it('has a rule with the weekday of its start, ending by count or by date', () => {
    const weekly = { ...form(), repeat: 'weekly', days: ['we'], count: 6 } as const;
    expect(requestOf({ ...weekly, days: [...weekly.days] }).recurrenceRule).toEqual({
      frequency: 'weekly',
      byDay: [{ day: 'mo' }, { day: 'we' }],
      count: 6,
    });
    const daily = { ...form(), repeat: 'daily', ends: 'until', until: '2026-12-31' } as const;
    expect(requestOf(daily).recurrenceRule).toEqual({
      frequency: 'daily',
      until: '2026-12-31T23:59:59',
    });
  });

  it('takes an alternative at its time and in its rooms', () => {
    const taken = withAlternative(form(), {
      start: '2026-11-24T11:30:00Z',
      end: '2026-11-24T12:15:00Z',
      rooms: ['r9'],
    });
    expect(requestOf(taken)).toMatchObject({
      start: '2026-11-24T11:30:00',
      timeZone: 'Europe/Lisbon',
      rooms: ['r9'],
      duration: 'PT45M',
    });
  });

  it('names the second of two equal hours in UTC', () => {
    const second = at('2026-11-01T06:30:00Z');
    const night = newForm(second, second + 3_600_000, 'America/New_York', []);
    expect([night.date, night.time, night.zone]).toEqual(['2026-11-01', '06:30', 'Etc/UTC']);
  });
});

describe('a patch', () => {
  const before = formOf(single, occurrence);

  it('is nothing when nothing changed', () => {
    expect(patchOf(before, formOf(single, occurrence), single, occurrence, 'this')).toBeNull();
  });

  it('names only what changed', () => {
    const after = { ...before, title: 'Review 2' };
    expect(patchOf(before, after, single, occurrence, 'this')).toEqual({ title: 'Review 2' });
    expect(patchOf(before, after, booking, occurrence, 'this')).toEqual({
      title: 'Review 2',
      recurrenceId: '2026-11-30T09:00:00',
      range: 'this',
    });
  });

  it('moves one occurrence to its own new time', () => {
    const after = { ...before, date: '2026-12-01', time: '11:00' };
    expect(patchOf(before, after, booking, occurrence, 'this')).toEqual({
      start: '2026-12-01T11:00:00',
      timeZone: 'Europe/Lisbon',
      recurrenceId: '2026-11-30T09:00:00',
      range: 'this',
    });
  });

  it('moves a whole series by as much as the occurrence in view was moved', () => {
    const after = { ...before, time: '11:30' };
    expect(patchOf(before, after, booking, occurrence, 'all')).toMatchObject({
      start: '2026-11-23T11:30:00',
      range: 'all',
    });
  });

  it('keeps outsiders when somebody is removed', () => {
    const after = { ...before, people: before.people.slice(1) };
    expect(patchOf(before, after, single, occurrence, 'this')).toEqual({
      participants: ['out@side.example'],
    });
  });

  it('of a drag has the new start, and rooms and length only where they changed', () => {
    const start = at('2026-11-30T12:00:00Z');
    expect(movePatch(single, occurrence, { start, rooms: ['r1', 'r2'] })).toEqual({
      start: '2026-11-30T12:00:00',
      timeZone: 'Europe/Lisbon',
    });
    expect(
      movePatch(single, occurrence, {
        start: at(occurrence.start),
        rooms: ['r1', 'r3'],
        duration: 5_400_000,
      }),
    ).toEqual({ rooms: ['r1', 'r3'], duration: 'PT1H30M' });
  });

  it('shifts by wall time over a change of the clock', () => {
    expect(shiftedStart('2026-03-01T09:00:00', '2026-04-05T09:00:00', '2026-04-06T10:15:00')).toBe(
      '2026-03-02T10:15:00',
    );
  });
});

describe('an occurrence after the booking was loaded again', () => {
  const moved = { ...occurrence, start: '2026-11-30T15:00:00Z', end: '2026-11-30T16:00:00Z' };

  it('is the one with the same recurrence id', () => {
    expect(occurrenceOf({ ...booking, occurrences: [moved] }, occurrence)).toEqual(moved);
  });

  it('of a series stays as it was seen where the answer does not list it', () => {
    expect(occurrenceOf({ ...booking, occurrences: [] }, occurrence)).toEqual(occurrence);
  });

  it('of a single meeting is where its start says', () => {
    const later = { ...single, start: '2026-12-01T08:00:00', occurrences: [] };
    expect(occurrenceOf(later, occurrence)).toMatchObject({
      start: '2026-12-01T08:00:00Z',
      end: '2026-12-01T09:00:00Z',
    });
  });
});

describe('errors', () => {
  it('are none for a complete form', () => {
    expect(fieldErrors(form())).toEqual({});
  });

  it('name each field that is wrong', () => {
    const empty = { ...form(), title: ' ', rooms: [], date: '', zone: 'Mars/Base', duration: 'PT0S' };
    expect(Object.keys(fieldErrors(empty)).sort()).toEqual([
      'duration',
      'rooms',
      'title',
      'when',
      'zone',
    ]);
  });

  it('bound a repetition', () => {
    const daily = { ...form(), repeat: 'daily' } as const;
    expect(fieldErrors({ ...daily, count: Number.NaN }).count).toBeDefined();
    expect(fieldErrors({ ...daily, count: 1e9 }).count).toBeDefined();
    expect(fieldErrors({ ...daily, ends: 'until', until: '2026-11-22' }).until).toBeDefined();
    expect(fieldErrors({ ...daily, ends: 'until', until: '2026-11-23' })).toEqual({});
  });

  it('tell an address from a name', () => {
    expect(isAddress('ana@example.com')).toBe(true);
    for (const text of ['ana', 'ana@example', 'a b@example.com', 'a@b@example.com', 'a@example.com\r\nBcc: x@y.z']) {
      expect(isAddress(text)).toBe(false);
    }
  });
});

describe('choices and sentences', () => {
  it('offer the present length whatever it is, as the server wrote it', () => {
    expect(durationOptions('PT60M').find((one) => one.label === '1 h')?.value).toBe('PT60M');
    expect(durationOptions('PT50M').map((one) => one.label)).toContain('50 min');
  });

  it('say how a series repeats', () => {
    expect(ruleText({ frequency: 'weekly', byDay: [{ day: 'mo' }, { day: 'we' }], count: 10 })).toBe(
      'every week on Mon and Wed, 10 times',
    );
    expect(ruleText({ frequency: 'daily', interval: 2 })).toBe('every 2 days');
  });
});
