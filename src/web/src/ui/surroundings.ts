// What the page needs to know of its surroundings: how wide it is and what time it is.

import { useEffect, useState } from 'preact/hooks';
import { type Millis, minute } from '../time/zone';

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = () => setMatches(list.matches);
    changed();
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return matches;
}

/** The time, exact to the minute, new at each full one. */
export function useNow(): Millis {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), minute - (now % minute) + 20);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
