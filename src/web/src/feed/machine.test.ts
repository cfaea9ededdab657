// Goal: no change is lost, however the line drops, and the page says truly whether it is live.
// Method: the pure machine, event by event; then a naive server whose line drops at random.

import { describe, expect, it } from 'vitest';
import { backoff, type FeedEvent, type FeedState, parseFrame, step, stopped } from './machine';

const entry = (number: number) => ({ cursor: `c${number}`, type: 'updated', bookingId: 'b' });
const frame = (number: number): FeedEvent => ({
  type: 'frame',
  frame: { type: 'entry', entry: entry(number) },
});

function run(...events: FeedEvent[]) {
  let state: FeedState = stopped;
  let effects: ReturnType<typeof step>[1] = [];
  for (const event of events) [state, effects] = step(state, event);
  return { state, effects };
}

const start: FeedEvent = { type: 'start', cursor: 'c5', online: true };
const opened: FeedEvent = { type: 'opened' };
const closed: FeedEvent = { type: 'closed', chance: 0 };
const timer: FeedEvent = { type: 'timer' };

describe('the feed', () => {
  it('connects from where the page was loaded', () => {
    expect(run(start).effects).toEqual([{ type: 'connect', since: 'c5' }]);
    expect(run(start).state.phase).toBe('connecting');
  });

  it('reports entries and remembers the last', () => {
    const { state, effects } = run(start, opened, frame(6), frame(7));
    expect(effects).toEqual([{ type: 'changed', entries: [entry(7)] }]);
    expect(state).toEqual({ phase: 'live', cursor: 'c7', failures: 0 });
  });

  it('resumes after a drop from the last entry that it saw', () => {
    const { effects } = run(start, opened, frame(6), closed, timer);
    expect(effects).toEqual([{ type: 'connect', since: 'c6' }]);
  });

  it('takes the cursor of a heartbeat without reporting a change', () => {
    const beat: FeedEvent = { type: 'frame', frame: { type: 'heartbeat', cursor: 'c9' } };
    const { state, effects } = run(start, opened, beat);
    expect(state.cursor).toBe('c9');
    expect(effects).toEqual([]);
  });

  it('reloads on resync and goes on from the new place', () => {
    const resync: FeedEvent = { type: 'frame', frame: { type: 'resync', cursor: 'c90' } };
    const { state, effects } = run(start, opened, resync);
    expect(effects).toEqual([{ type: 'reload' }]);
    expect(state.cursor).toBe('c90');
  });

  it('asks by a plain request why a connection could not be made', () => {
    expect(run(start, closed).effects).toEqual([
      { type: 'catch-up', since: 'c5' },
      { type: 'wait', milliseconds: 250 },
    ]);
    expect(run(start, opened, closed).effects).toEqual([{ type: 'wait', milliseconds: 250 }]);
  });

  it('takes over what the plain request brought', () => {
    const caught: FeedEvent = { type: 'caught-up', entries: [entry(6)], cursor: 'c6' };
    const { state, effects } = run(start, closed, caught);
    expect(effects).toEqual([{ type: 'changed', entries: [entry(6)] }]);
    expect(state.cursor).toBe('c6');
    expect(run(start, closed, caught, timer).effects).toEqual([{ type: 'connect', since: 'c6' }]);
  });

  it('does not step back to a plain answer that a live socket has overtaken', () => {
    const caught: FeedEvent = { type: 'caught-up', entries: [entry(6)], cursor: 'c6' };
    const { state, effects } = run(start, closed, timer, opened, frame(8), caught);
    expect(state.cursor).toBe('c8');
    expect(effects).toEqual([]);
  });

  it('reloads when its place is lost', () => {
    const { state, effects } = run(start, closed, { type: 'lost-place', cursor: 'c70' });
    expect(effects).toEqual([{ type: 'reload' }]);
    expect(state.cursor).toBe('c70');
  });

  it('drops the line while offline and connects at once when back', () => {
    const away = run(start, opened, frame(6), { type: 'offline' });
    expect(away.state.phase).toBe('offline');
    expect(away.effects).toEqual([{ type: 'disconnect' }]);
    const back = run(start, opened, frame(6), { type: 'offline' }, { type: 'online' });
    expect(back.effects).toEqual([{ type: 'connect', since: 'c6' }]);
  });

  it('waits for the network when it starts without one', () => {
    const { state, effects } = run({ type: 'start', cursor: 'c5', online: false });
    expect(state.phase).toBe('offline');
    expect(effects).toEqual([]);
  });

  it('takes a silent line for a dead one', () => {
    const { state, effects } = run(start, opened, { type: 'silent', chance: 0 });
    expect(state.phase).toBe('waiting');
    expect(effects).toEqual([{ type: 'disconnect' }, { type: 'wait', milliseconds: 250 }]);
  });

  it('ignores everything once it is stopped', () => {
    const ended = run(start, opened, { type: 'stop' });
    expect(ended.state).toEqual(stopped);
    expect(ended.effects).toEqual([{ type: 'disconnect' }]);
    expect(run(start, { type: 'stop' }, frame(9), timer).effects).toEqual([]);
  });
});

describe('back-off', () => {
  it('doubles, is spread, and stays below fifteen seconds', () => {
    expect(backoff(0, 0)).toBe(250);
    expect(backoff(0, 0.999)).toBeLessThanOrEqual(500);
    expect(backoff(3, 0)).toBe(2000);
    expect(backoff(50, 0.999)).toBeLessThanOrEqual(15_000);
  });

  it('starts over after a connection that held', () => {
    const { state } = run(start, closed, timer, closed, timer, opened);
    expect(state.failures).toBe(0);
  });
});

describe('a line that drops at random', () => {
  it('brings every entry, in order, exactly once', () => {
    let seed = 42;
    const chance = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const log = Array.from({ length: 300 }, (_, at) => entry(at + 1));
    const seen: string[] = [];
    let state: FeedState = stopped;
    let since = 0;
    const take = (event: FeedEvent) => {
      const [next, effects] = step(state, event);
      state = next;
      for (const effect of effects) {
        if (effect.type === 'connect') since = Number(effect.since.slice(1));
        if (effect.type === 'changed') seen.push(...effect.entries.map((one) => one.cursor));
      }
    };
    take({ type: 'start', cursor: 'c0', online: true });
    while (state.cursor !== 'c300') {
      take(opened);
      const holds = Math.floor(chance() * 20);
      for (const one of log.slice(since, since + holds)) {
        take({ type: 'frame', frame: { type: 'entry', entry: one } });
      }
      take({ type: 'closed', chance: chance() });
      take(timer);
    }
    expect(seen).toEqual(log.map((one) => one.cursor));
  });
});

describe('a frame', () => {
  it('is read as entry, heartbeat or resync', () => {
    expect(parseFrame('{"cursor":"c1","type":"created","bookingId":"b","sequence":1}')).toEqual({
      type: 'entry',
      entry: { cursor: 'c1', type: 'created', bookingId: 'b' },
    });
    expect(parseFrame('{"type":"heartbeat","cursor":"c2"}')).toEqual({
      type: 'heartbeat',
      cursor: 'c2',
    });
    expect(parseFrame('{"type":"limits","cursor":"c3"}')).toMatchObject({ type: 'entry' });
  });

  it('is passed over when it is anything else', () => {
    for (const text of ['', 'null', '[]', '{', '{"type":5,"cursor":"c"}', '{"type":"created"}']) {
      expect(parseFrame(text)).toBeNull();
    }
  });
});
