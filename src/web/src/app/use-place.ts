// Which view of which day in which zone is shown, kept in the address bar.

import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Temporal } from 'temporal-polyfill';
import type { Me } from '../api/types';
import { parsePlace, placeText } from '../session/address';
import type { View } from '../time/visible-range';
import { browserZone, isZone, today } from '../time/zone';

export interface CurrentPlace {
  view: View;
  date: Temporal.PlainDate;
  zone: string;
}

export function usePlace(me: Me, preferredZone: string | null) {
  const [place, setPlace] = useState<CurrentPlace>(() => {
    const asked = parsePlace(location.hash);
    const own = isZone(me.timeZone) ? me.timeZone : browserZone();
    const zone = asked.zone ?? preferredZone ?? own;
    return { view: asked.view ?? 'day', date: asked.date ?? today(zone, Date.now()), zone };
  });

  useEffect(() => {
    history.replaceState(null, '', placeText(place));
    const travelled = () => setPlace((now) => ({ ...now, ...parsePlace(location.hash) }));
    addEventListener('popstate', travelled);
    return () => removeEventListener('popstate', travelled);
  }, []);

  const go = useCallback((change: Partial<CurrentPlace>) => {
    setPlace((now) => {
      const next = { ...now, ...change };
      if (placeText(next) !== location.hash) history.pushState(null, '', placeText(next));
      return next;
    });
  }, []);

  return [place, go] as const;
}
