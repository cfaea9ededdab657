// The bookings in view: loaded for the visible range, loaded again on every change elsewhere,
// with the feed kept alive as long as the page shows a schedule.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Booking, Room } from '../api/types';
import { FeedConnection } from '../feed/connection';
import { backoff, type FeedPhase } from '../feed/machine';
import { type Millis, toInstant } from '../time/zone';
import { Coalesced } from './coalesced';

export interface Schedule {
  rooms: Room[];
  bookings: Booking[];
  /** True until the first answer for the range in view. */
  loading: boolean;
  problem: Problem | null;
  feed: FeedPhase;
  /** Changes with every load: what shows one booking in detail asks again then. */
  version: number;
  reload: () => void;
}

/** Rooms change seldom and the feed does not tell of them: asked again at most this often. */
const roomsAge = 60_000;

interface Loaded {
  range: string;
  rooms: Room[];
  bookings: Booking[];
}

export function useSchedule(api: Api, from: Millis, to: Millis): Schedule {
  const [loaded, setLoaded] = useState<Loaded>({ range: '', rooms: [], bookings: [] });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [feed, setFeed] = useState<FeedPhase>('stopped');
  const [version, setVersion] = useState(0);

  const range = `${from}/${to}`;
  const wanted = useRef({ from, to, range });
  wanted.current = { from, to, range };

  const known = useRef<{ rooms: Room[]; at: Millis }>({ rooms: [], at: -Infinity });
  const loadRooms = async () => {
    const age = performance.now() - known.current.at;
    if (age < roomsAge) return known.current.rooms;
    const rooms = await api.rooms();
    rooms.sort((a, b) => a.name.localeCompare(b.name));
    known.current = { rooms, at: performance.now() };
    return rooms;
  };

  const load = useCallback(async () => {
    const asked = wanted.current;
    try {
      const [rooms, bookings] = await Promise.all([
        loadRooms(),
        asked.to > asked.from
          ? api.bookings(toInstant(asked.from), toInstant(asked.to))
          : Promise.resolve([]),
      ]);
      // The view moved on while this was under way: its own load follows.
      if (wanted.current.range !== asked.range) return;
      setLoaded({ range: asked.range, rooms, bookings });
      setProblem(null);
      setVersion((count) => count + 1);
    } catch (thrown) {
      if (wanted.current.range === asked.range) setProblem(asProblem(thrown));
    }
  }, [api]);

  const loader = useRef<Coalesced>();
  loader.current ??= new Coalesced(load);
  const reload = useCallback(() => loader.current?.request(), []);

  useEffect(reload, [range]);
  useEffect(() => keepFeed(api, reload, setFeed), [api]);
  useEffect(() => {
    // What was missed behind a failed load comes with the next one.
    if (problem === null || feed !== 'live') return undefined;
    const timer = setTimeout(reload, backoff(3, Math.random()));
    return () => clearTimeout(timer);
  }, [problem, feed]);

  const { rooms, bookings } = loaded;
  return { rooms, bookings, loading: loaded.range !== range, problem, feed, version, reload };
}

/** Finds the feed's current place, loads what is there by then, and follows from that place on. */
function keepFeed(api: Api, reload: () => void, onPhase: (phase: FeedPhase) => void): () => void {
  const connection = new FeedConnection(api, {
    onPhase,
    onChanged: reload,
    onReload: reload,
  });
  let ended = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const begin = async (failures: number) => {
    try {
      const { next } = await api.changes(null);
      if (ended) return;
      connection.start(next);
      reload();
    } catch {
      if (ended) return;
      onPhase('waiting');
      retry = setTimeout(() => void begin(failures + 1), backoff(failures, Math.random()));
    }
  };
  void begin(0);
  return () => {
    ended = true;
    clearTimeout(retry);
    connection.stop();
  };
}
