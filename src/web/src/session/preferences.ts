// What this browser remembers of a person's choices. A browser that keeps nothing (private
// windows, full storage) only means that the choices are gone the next time.

import { isZone } from '../time/zone';

export interface Preferences {
  zone: string | null;
  /** Ids of the people shown beside the rooms. */
  people: string[];
}

const peopleMax = 30;

function place(userId: string): string {
  return `timewright.preferences.${userId}`;
}

export function readPreferences(userId: string): Preferences {
  let value: unknown = null;
  try {
    value = JSON.parse(localStorage.getItem(place(userId)) ?? 'null');
  } catch {
    // Unreadable counts as absent.
  }
  const { zone, people } = (value ?? {}) as Record<string, unknown>;
  return {
    zone: typeof zone === 'string' && isZone(zone) ? zone : null,
    people: Array.isArray(people)
      ? people.filter((id): id is string => typeof id === 'string').slice(0, peopleMax)
      : [],
  };
}

export function writePreferences(userId: string, preferences: Preferences): void {
  try {
    localStorage.setItem(place(userId), JSON.stringify(preferences));
  } catch {
    // As above.
  }
}
