// Goal: civil times and instants never drift apart, also where a wall time is no single instant.
// Method: wall times in gaps and overlaps, in and out, against instants worked out by hand.

import { describe, expect, it } from 'vitest';
import { isoToMinutes, minutesToIso } from './duration';
import { instantOf, isZone, localStart, toMillis, wallKind } from './zone';

describe('an instant as a booking names it', () => {
  it('is its wall time in the zone on most days', () => {
    expect(localStart(toMillis('2026-11-23T09:00:00Z'), 'America/New_York')).toEqual({
      start: '2026-11-23T04:00:00',
      timeZone: 'America/New_York',
    });
  });

  it('is its wall time for the first of two equal ones, and UTC for the second', () => {
    const first = toMillis('2026-11-01T05:30:00Z');
    const second = toMillis('2026-11-01T06:30:00Z');
    expect(localStart(first, 'America/New_York')).toEqual({
      start: '2026-11-01T01:30:00',
      timeZone: 'America/New_York',
    });
    expect(localStart(second, 'America/New_York')).toEqual({
      start: '2026-11-01T06:30:00',
      timeZone: 'Etc/UTC',
    });
  });

  it('leads back to the same instant, every quarter hour of both changes of the clock', () => {
    for (const [from, zone] of [
      ['2026-03-29T00:00:00Z', 'Europe/Lisbon'],
      ['2026-10-25T00:00:00Z', 'Europe/Lisbon'],
      ['2026-04-04T12:00:00Z', 'Australia/Lord_Howe'],
    ] as const) {
      for (let slot = 0; slot < 96; ++slot) {
        const at = toMillis(from) + slot * 900_000;
        const { start, timeZone } = localStart(at, zone);
        expect(instantOf(start, timeZone)).toBe(at);
      }
    }
  });
});

describe('a wall time', () => {
  it('is known to be unique, skipped or repeated', () => {
    expect(wallKind('2026-03-08T02:30:00', 'America/New_York')).toBe('skipped');
    expect(wallKind('2026-11-01T01:30:00', 'America/New_York')).toBe('repeated');
    expect(wallKind('2026-11-01T02:00:00', 'America/New_York')).toBe('unique');
  });

  it('past a gap means the time as much later', () => {
    expect(instantOf('2026-03-08T02:30:00', 'America/New_York')).toBe(
      toMillis('2026-03-08T07:30:00Z'),
    );
  });
});

describe('a zone name', () => {
  it('is taken when the browser knows it and refused otherwise', () => {
    expect(isZone('Europe/Lisbon')).toBe(true);
    expect(isZone('UTC')).toBe(true);
    expect(isZone('Europe/Nowhere')).toBe(false);
    expect(isZone('')).toBe(false);
  });
});

describe('durations', () => {
  it('are written in hours and minutes and read in any form', () => {
    expect(minutesToIso(45)).toBe('PT45M');
    expect(minutesToIso(90)).toBe('PT1H30M');
    expect(isoToMinutes('PT90M')).toBe(90);
    expect(isoToMinutes('P1D')).toBe(1440);
    expect(isoToMinutes('P1M')).toBeNull();
    expect(isoToMinutes('soon')).toBeNull();
  });
});
