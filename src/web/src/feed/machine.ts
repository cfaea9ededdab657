// The life of the change feed as a pure machine: (state, event) -> state and effects. It knows
// nothing of sockets, clocks or timers; feed/connection.ts carries its effects out.
//
// The cursor of the last entry seen is all that a drop must not lose: every connection asks for
// what came after it, so no change is skipped however long the page was away.

import type { FeedEntry } from '../api/types';

export type FeedPhase = 'stopped' | 'connecting' | 'live' | 'waiting' | 'offline';

export interface FeedState {
  phase: FeedPhase;
  cursor: string | null;
  /** Failed attempts in a row: what the back-off grows with. */
  failures: number;
}

export type FeedFrame =
  | { type: 'entry'; entry: FeedEntry }
  | { type: 'heartbeat'; cursor: string }
  | { type: 'resync'; cursor: string };

export type FeedEvent =
  | { type: 'start'; cursor: string; online: boolean }
  | { type: 'stop' }
  | { type: 'opened' }
  | { type: 'frame'; frame: FeedFrame }
  /** The socket closed; `chance` in [0, 1) spreads the windows of many people apart. */
  | { type: 'closed'; chance: number }
  | { type: 'silent'; chance: number }
  | { type: 'timer' }
  | { type: 'online' }
  | { type: 'offline' }
  /** The plain request for missed entries, made after a failed attempt, was answered. */
  | { type: 'caught-up'; entries: FeedEntry[]; cursor: string }
  | { type: 'lost-place'; cursor: string };

export type FeedEffect =
  | { type: 'connect'; since: string }
  | { type: 'disconnect' }
  | { type: 'wait'; milliseconds: number }
  | { type: 'catch-up'; since: string }
  | { type: 'changed'; entries: FeedEntry[] }
  | { type: 'reload' };

/** Heartbeats come every 15 s; two missed ones mean that the line is dead. */
export const silenceMax = 40_000;

const backoffFirst = 500;
const backoffMax = 15_000;

export const stopped: FeedState = { phase: 'stopped', cursor: null, failures: 0 };

/** Half to all of 0.5 s, 1 s, 2 s ... 15 s. */
export function backoff(failures: number, chance: number): number {
  const whole = Math.min(backoffFirst * 2 ** Math.min(failures, 10), backoffMax);
  return Math.round(whole / 2 + (whole / 2) * chance);
}

export function step(state: FeedState, event: FeedEvent): [FeedState, FeedEffect[]] {
  if (event.type === 'start') {
    const begun: FeedState = { phase: 'offline', cursor: event.cursor, failures: 0 };
    return event.online ? connect(begun) : [begun, []];
  }
  if (state.phase === 'stopped' || state.cursor === null) return [state, []];
  switch (event.type) {
    case 'stop':
      return [stopped, [{ type: 'disconnect' }]];
    case 'opened':
      return [{ ...state, phase: 'live', failures: 0 }, []];
    case 'frame':
      return received(state, event.frame);
    case 'closed':
      return dropped(state, event.chance);
    case 'silent': {
      const [next, effects] = dropped(state, event.chance);
      return [next, [{ type: 'disconnect' }, ...effects]];
    }
    case 'timer':
      return state.phase === 'waiting' ? connect(state) : [state, []];
    case 'online':
      return state.phase === 'offline' || state.phase === 'waiting'
        ? connect({ ...state, failures: 0 })
        : [state, []];
    case 'offline':
      return [{ ...state, phase: 'offline' }, [{ type: 'disconnect' }]];
    case 'caught-up':
      return caughtUp(state, event.entries, event.cursor);
    case 'lost-place':
      return state.phase === 'live'
        ? [state, []]
        : [{ ...state, cursor: event.cursor }, [{ type: 'reload' }]];
  }
}

function connect(state: FeedState): [FeedState, FeedEffect[]] {
  return [{ ...state, phase: 'connecting' }, [{ type: 'connect', since: state.cursor ?? '' }]];
}

function received(state: FeedState, frame: FeedFrame): [FeedState, FeedEffect[]] {
  if (state.phase !== 'live' && state.phase !== 'connecting') return [state, []];
  const live: FeedState = { ...state, phase: 'live', failures: 0 };
  switch (frame.type) {
    case 'entry':
      return [
        { ...live, cursor: frame.entry.cursor },
        [{ type: 'changed', entries: [frame.entry] }],
      ];
    case 'heartbeat':
      return [{ ...live, cursor: frame.cursor }, []];
    case 'resync':
      return [{ ...live, cursor: frame.cursor }, [{ type: 'reload' }]];
  }
}

function dropped(state: FeedState, chance: number): [FeedState, FeedEffect[]] {
  if (state.phase !== 'live' && state.phase !== 'connecting') return [state, []];
  const wait: FeedEffect = { type: 'wait', milliseconds: backoff(state.failures, chance) };
  const next: FeedState = { ...state, phase: 'waiting', failures: state.failures + 1 };
  // A browser does not say why a socket was refused. A plain request does (session gone, place
  // lost), and where a proxy lets no WebSocket through it still brings the changes.
  return state.phase === 'connecting'
    ? [next, [{ type: 'catch-up', since: state.cursor ?? '' }, wait]]
    : [next, [wait]];
}

function caughtUp(
  state: FeedState,
  entries: FeedEntry[],
  cursor: string,
): [FeedState, FeedEffect[]] {
  // A socket opened meanwhile has its own, newer place.
  if (state.phase === 'live') return [state, []];
  return [{ ...state, cursor }, entries.length > 0 ? [{ type: 'changed', entries }] : []];
}

/** A text frame as the machine takes it; null for what it does not know, however it looks. */
export function parseFrame(text: string): FeedFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { type, cursor, bookingId } = value as Record<string, unknown>;
  if (typeof type !== 'string' || typeof cursor !== 'string') return null;
  if (type === 'heartbeat' || type === 'resync') return { type, cursor };
  return {
    type: 'entry',
    entry: { type, cursor, bookingId: typeof bookingId === 'string' ? bookingId : '' },
  };
}
