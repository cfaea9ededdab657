// Goal: a view shows whole civil days, and the address bar leads back to it.
// Method: weeks around month ends and changes of the clock; places there and back.

import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parsePlace, placeText } from '../session/address';
import { parseDate, stepped, visibleDates, visibleRange } from './visible-range';

const date = Temporal.PlainDate.from;

describe('what a view shows', () => {
  it('is the week from Monday to Sunday around a date', () => {
    const dates = visibleDates('week', date('2026-11-01'));
    expect(dates.map(String)).toEqual([
      '2026-10-26',
      '2026-10-27',
      '2026-10-28',
      '2026-10-29',
      '2026-10-30',
      '2026-10-31',
      '2026-11-01',
    ]);
  });

  it('is an hour longer in the week in which the clocks go back', () => {
    const { from, to } = visibleRange('week', date('2026-10-25'), 'Europe/Lisbon');
    expect((to - from) / 3_600_000).toBe(7 * 24 + 1);
  });

  it('moves by a day or a week', () => {
    expect(stepped('day', date('2026-12-31'), 1).toString()).toBe('2027-01-01');
    expect(stepped('week', date('2026-03-03'), -1).toString()).toBe('2026-02-24');
  });
});

describe('the address bar', () => {
  it('leads back to the same place', () => {
    const place = { view: 'week', date: date('2026-11-23'), zone: 'Europe/Lisbon' } as const;
    const text = placeText(place);
    expect(text).toBe('#view=week&date=2026-11-23&zone=Europe/Lisbon');
    const parsed = parsePlace(text);
    expect({ ...parsed, date: parsed.date?.toString() }).toEqual({ ...place, date: '2026-11-23' });
  });

  it('holds zones with odd characters', () => {
    const zone = 'Etc/GMT+5';
    expect(parsePlace(placeText({ view: 'day', date: date('2026-01-01'), zone })).zone).toBe(zone);
  });

  it('ignores what it cannot read', () => {
    expect(parsePlace('#view=year&date=2026-13-40&zone=Mars/Base')).toEqual({});
    expect(parsePlace('%%%')).toEqual({});
    expect(parseDate('2026-02-30')).toBeNull();
    expect(parseDate('23/11/2026')).toBeNull();
  });
});
