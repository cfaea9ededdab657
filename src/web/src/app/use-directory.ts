// Names of rooms and people by id.

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Api } from '../api/client';
import type { Booking, Me, Person, Room } from '../api/types';
import { joined } from '../i18n';

export interface Directory {
  person: (id: string) => Person | undefined;
  /** Names joined as in a sentence; unknown ids are left out. */
  names: (ids: readonly string[]) => string;
  learn: (people: readonly Person[]) => void;
}

export function useDirectory(
  api: Api,
  me: Me,
  rooms: readonly Room[],
  bookings: readonly Booking[],
  shown: readonly string[],
): Directory {
  const [people, setPeople] = useState<Map<string, Person>>(
    () => new Map([[me.userId, { ...me, id: me.userId, kind: 'individual' }]]),
  );
  const learn = useCallback((more: readonly Person[]) => {
    setPeople((known) => new Map([...known, ...more.map((one) => [one.id, one] as const)]));
  }, []);

  useEffect(() => {
    api.people('').then(learn, () => undefined);
  }, [api]);
  useEffect(() => {
    for (const id of shown) {
      if (!people.has(id)) api.person(id).then((one) => learn([one]), () => undefined);
    }
  }, [shown]);

  const byId = useMemo(() => {
    const names = new Map<string, string>();
    for (const booking of bookings) {
      for (const one of booking.participants) {
        if (one.user !== null) names.set(one.user, one.name || one.email);
      }
    }
    for (const person of people.values()) names.set(person.id, person.name || person.email);
    for (const room of rooms) names.set(room.id, room.name);
    return names;
  }, [people, rooms, bookings]);

  return {
    person: (id) => people.get(id),
    names: (ids) => joined(ids.flatMap((id) => byId.get(id) ?? [])),
    learn,
  };
}
