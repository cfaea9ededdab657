// Goal: a drag books or moves in whole quarter hours and never leaves the day.
// Method: places on the strip of a 24-hour and a 25-hour day.

import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { layDay } from '../time/day-layout';
import { movedBy, resizedBy, stretchBetween, stretchOfClick } from './drag';

const day = layDay(Temporal.PlainDate.from('2026-11-23'), 'UTC');
const long = layDay(Temporal.PlainDate.from('2026-10-25'), 'Europe/Lisbon');
const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const hours = (count: number) => count / 24;

describe('a drag over an empty stretch', () => {
  it('takes every quarter hour that it touches, in both directions', () => {
    const wanted = { start: at('09:00'), end: at('10:15') };
    expect(stretchBetween(day, hours(9.01), hours(10.1))).toEqual(wanted);
    expect(stretchBetween(day, hours(10.1), hours(9.01))).toEqual(wanted);
  });

  it('ends with the day', () => {
    expect(stretchBetween(day, hours(23.8), 1).end).toBe(day.to);
  });

  it('is half an hour for a click', () => {
    expect(stretchOfClick(day, hours(9.3))).toEqual({ start: at('09:15'), end: at('09:45') });
    expect(stretchOfClick(day, 1)).toEqual({ start: at('23:45'), end: day.to });
  });

  it('is exact time on a day of 25 hours', () => {
    const { start, end } = stretchBetween(long, 1.01 / 25, 2.9 / 25);
    expect(end - start).toBe(2 * 3_600_000);
  });
});

describe('a bar', () => {
  const bar = { start: at('09:10'), end: at('10:00') };

  it('moves in whole quarter hours and keeps its length and its odd minutes', () => {
    expect(movedBy(day, bar, hours(1.1))).toEqual({ start: at('10:10'), end: at('11:00') });
    expect(movedBy(day, bar, hours(-0.1))).toEqual(bar);
  });

  it('stays on its day', () => {
    expect(movedBy(day, bar, -1).start).toBe(day.from);
    expect(movedBy(day, bar, 1).start).toBe(day.to - 900_000);
  });

  it('that began the day before is not pulled onto this one', () => {
    const night = { start: day.from - 3_600_000, end: day.from + 3_600_000 };
    expect(movedBy(day, night, 0)).toEqual(night);
  });

  it('grows and shrinks by its end, never below a quarter of an hour', () => {
    expect(resizedBy(day, bar, hours(0.5)).end).toBe(at('10:30'));
    expect(resizedBy(day, bar, -1).end).toBe(at('09:25'));
  });
});
