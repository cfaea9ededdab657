// Goal: a day is drawn as long as it is, whatever the clocks do on it.
// Method: real days around changes of the clock in several zones, checked against known offsets.

import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { fraction, layDay, slotAt, slotLength, slotStart } from './day-layout';

const day = (date: string, zone: string) => layDay(Temporal.PlainDate.from(date), zone);
const walls = (date: string, zone: string) => day(date, zone).hours.map((hour) => hour.wall);
const hour = 3_600_000;

describe('the layout of a day', () => {
  it('has 24 hours and 96 slots on an ordinary day', () => {
    const layout = day('2026-11-23', 'Europe/Lisbon');
    expect(layout.slots).toBe(96);
    expect(layout.hours).toHaveLength(24);
    expect(layout.hours.every((one) => one.to - one.from === hour && !one.repeated)).toBe(true);
    expect(new Date(layout.from).toISOString()).toBe('2026-11-23T00:00:00.000Z');
  });

  it('has 23 hours in spring and leaves out the hour that does not exist', () => {
    const layout = day('2026-03-08', 'America/New_York');
    expect(layout.slots).toBe(92);
    expect(layout.to - layout.from).toBe(23 * hour);
    expect(layout.hours).toHaveLength(23);
    expect(walls('2026-03-08', 'America/New_York').slice(0, 4)).toEqual([
      '00:00',
      '01:00',
      '03:00',
      '04:00',
    ]);
  });

  it('has 25 hours in autumn and tells the two equal hours apart by their offsets', () => {
    const layout = day('2026-11-01', 'America/New_York');
    expect(layout.slots).toBe(100);
    expect(layout.to - layout.from).toBe(25 * hour);
    const repeated = layout.hours.filter((one) => one.repeated);
    expect(repeated.map(({ wall, offset }) => [wall, offset])).toEqual([
      ['01:00', '-04:00'],
      ['01:00', '-05:00'],
    ]);
    expect(repeated[1]!.from - repeated[0]!.from).toBe(hour);
  });

  it('follows a change of half an hour', () => {
    const spring = day('2026-10-04', 'Australia/Lord_Howe');
    expect(spring.to - spring.from).toBe(23.5 * hour);
    expect(spring.hours.slice(0, 4).map((one) => one.wall)).toEqual([
      '00:00',
      '01:00',
      '02:30',
      '03:00',
    ]);
    const autumn = day('2026-04-05', 'Australia/Lord_Howe');
    expect(autumn.to - autumn.from).toBe(24.5 * hour);
    expect(autumn.slots).toBe(98);
  });

  it('begins a day without a midnight when the clocks say it begins', () => {
    const layout = day('2026-04-24', 'Africa/Cairo');
    expect(layout.to - layout.from).toBe(23 * hour);
    expect(layout.hours[0]!.wall).toBe('01:00');
  });

  it('is empty for a day that the zone skipped', () => {
    const layout = day('2011-12-30', 'Pacific/Apia');
    expect(layout.slots).toBe(0);
    expect(layout.hours).toEqual([]);
    expect(fraction(layout, layout.from)).toBe(0);
    expect(slotAt(layout, 0.5)).toBe(0);
  });

  it('covers the day without gaps, in order', () => {
    for (const [date, zone] of [
      ['2026-03-29', 'Europe/Dublin'],
      ['2026-10-25', 'Europe/Lisbon'],
      ['2026-11-23', 'Asia/Kathmandu'],
    ] as const) {
      const { hours, from, to } = day(date, zone);
      expect(hours[0]!.from).toBe(from);
      expect(hours.at(-1)!.to).toBe(to);
      hours.slice(1).forEach((one, at) => expect(one.from).toBe(hours[at]!.to));
    }
  });
});

describe('places on the strip', () => {
  it('are proportional to exact time on a 25-hour day', () => {
    const layout = day('2026-10-25', 'Europe/Lisbon');
    const noon = Date.parse('2026-10-25T12:00:00Z');
    expect(fraction(layout, noon)).toBeCloseTo(13 / 25, 12);
    expect(fraction(layout, layout.from - 1)).toBe(0);
    expect(fraction(layout, layout.to + 1)).toBe(1);
  });

  it('lead to the slot under them and back', () => {
    const layout = day('2026-03-29', 'Europe/Lisbon');
    for (const slot of [0, 1, 3, 4, 50, 91]) {
      const middle = slotStart(layout, slot) + slotLength / 2;
      expect(slotAt(layout, fraction(layout, middle))).toBe(slot);
    }
    expect(slotAt(layout, 1)).toBe(91);
    expect(slotAt(layout, -3)).toBe(0);
    expect(slotStart(layout, 92)).toBe(layout.to);
  });
});
