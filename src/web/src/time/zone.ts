// Civil time against instants, by the zone data of the browser. Instants are milliseconds since
// 1970 here: what layouts compare and subtract; everything with a calendar in it is Temporal.

import { Temporal } from 'temporal-polyfill';

export type Millis = number;

export const minute = 60_000;

export function toMillis(instant: string): Millis {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

export function toInstant(millis: Millis): string {
  return Temporal.Instant.fromEpochMilliseconds(millis).toString();
}

export function zoned(millis: Millis, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(zone);
}

/** The civil day [from, to) in a zone. Empty (from = to) for a day that the zone skipped. */
export function dayBounds(date: Temporal.PlainDate, zone: string): { from: Millis; to: Millis } {
  const from = date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  const to = date.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  return { from, to };
}

export function dateAt(millis: Millis, zone: string): Temporal.PlainDate {
  return zoned(millis, zone).toPlainDate();
}

export function today(zone: string, now: Millis): Temporal.PlainDate {
  return dateAt(now, zone);
}

export interface LocalTime {
  /** 2026-11-23T09:00:00 */
  start: string;
  timeZone: string;
}

/**
 * An instant as a booking request names it. The later of two equal wall times (autumn) cannot be
 * told apart by wall time and zone alone, so that one is named in UTC.
 */
export function localStart(millis: Millis, zone: string): LocalTime {
  const exact = zoned(millis, zone);
  const wall = exact.toPlainDateTime();
  const read = wall.toZonedDateTime(zone, { disambiguation: 'compatible' });
  if (read.epochMilliseconds === exact.epochMilliseconds) {
    return { start: wallText(wall), timeZone: zone };
  }
  return { start: wallText(zoned(millis, 'UTC').toPlainDateTime()), timeZone: 'Etc/UTC' };
}

/** The instant of a wall time: the first of two, and past a gap by its length, as RFC 5545 reads it. */
export function instantOf(start: string, zone: string): Millis {
  return Temporal.PlainDateTime.from(start).toZonedDateTime(zone).epochMilliseconds;
}

export type WallKind = 'unique' | 'skipped' | 'repeated';

/** Whether a wall time happens once, never (spring) or twice (autumn) in a zone. */
export function wallKind(start: string, zone: string): WallKind {
  const wall = Temporal.PlainDateTime.from(start);
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return 'unique';
  return earlier.toPlainDateTime().equals(wall) ? 'repeated' : 'skipped';
}

export function wallText(wall: Temporal.PlainDateTime): string {
  return wall.toString({ smallestUnit: 'second' });
}

export function isZone(name: string): boolean {
  if (name === '') return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Present names of zones that browsers still list under former ones, and UTC, which they omit. */
const alsoKnown = [
  'UTC',
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
];

/** Names for the picker, in order. */
export function zoneNames(): string[] {
  const names = new Set([...alsoKnown.filter(isZone), ...Intl.supportedValuesOf('timeZone')]);
  return [...names].sort();
}

export function browserZone(): string {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isZone(name) ? name : 'UTC';
}

/** "+01:00" at an instant. */
export function offsetAt(millis: Millis, zone: string): string {
  return zoned(millis, zone).offset;
}
