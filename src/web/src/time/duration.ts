// Durations of bookings: whole minutes in the form, ISO 8601 on the wire.

import { Temporal } from 'temporal-polyfill';

export function minutesToIso(minutes: number): string {
  return Temporal.Duration.from({ hours: Math.floor(minutes / 60), minutes: minutes % 60 }).toString();
}

/**
 * Minutes of PT90M or PT1H30M, for showing; a day counts as 24 hours. Null if unreadable. What the
 * server said is sent back as it was unless somebody chooses another length.
 */
export function isoToMinutes(iso: string): number | null {
  try {
    const duration = Temporal.Duration.from(iso);
    const { years, months, weeks, days } = duration;
    if (years !== 0 || months !== 0) return null;
    const hours = duration.hours + 24 * (days + 7 * weeks);
    return hours * 60 + duration.minutes + duration.seconds / 60;
  } catch {
    return null;
  }
}
