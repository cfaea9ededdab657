// Goal: overlapping bars never cover each other and take no more lanes than they need.
// Method: hand-made cases, then many seeded random rows judged by a naive count of overlaps.

import { describe, expect, it } from 'vitest';
import { freeStretches, packLanes } from './lanes';

const span = (start: number, end: number) => ({ start, end });

/** A small generator of its own, so that a failure comes again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('packing', () => {
  it('needs one lane for bars that only touch', () => {
    const { packed, lanes } = packLanes([span(10, 20), span(0, 10), span(20, 30)]);
    expect(lanes).toBe(1);
    expect(packed.map((one) => one.lane)).toEqual([0, 0, 0]);
  });

  it('puts overlapping bars side by side and uses freed lanes again', () => {
    const { packed, lanes } = packLanes([span(0, 10), span(5, 15), span(10, 20), span(15, 25)]);
    expect(lanes).toBe(2);
    expect(packed.map((one) => one.lane)).toEqual([0, 1, 0, 1]);
  });

  it('has one lane for an empty row', () => {
    expect(packLanes([])).toEqual({ packed: [], lanes: 1 });
  });

  it('never lets bars of a lane overlap and needs as many lanes as overlap at once', () => {
    const next = random(7);
    for (let round = 0; round < 200; ++round) {
      const items = Array.from({ length: Math.floor(next() * 12) }, () => {
        const start = Math.floor(next() * 50);
        return span(start, start + 1 + Math.floor(next() * 15));
      });
      const { packed, lanes } = packLanes(items);
      expect(packed).toHaveLength(items.length);
      for (const a of packed) {
        for (const b of packed) {
          if (a === b || a.lane !== b.lane) continue;
          expect(a.item.end <= b.item.start || b.item.end <= a.item.start).toBe(true);
        }
      }
      const atOnce = items.map(
        (one) => items.filter((other) => other.start <= one.start && one.start < other.end).length,
      );
      expect(lanes).toBe(Math.max(1, ...atOnce));
    }
  });
});

describe('free stretches', () => {
  it('are what no bar touches', () => {
    expect(freeStretches([span(20, 30), span(0, 12), span(25, 40)], 10, 60)).toEqual([
      span(12, 20),
      span(40, 60),
    ]);
  });

  it('are the whole when nothing is booked, and nothing when all is', () => {
    expect(freeStretches([], 10, 20)).toEqual([span(10, 20)]);
    expect(freeStretches([span(0, 50)], 10, 20)).toEqual([]);
  });

  it('end where the window ends', () => {
    expect(freeStretches([span(30, 40)], 10, 20)).toEqual([span(10, 20)]);
  });
});
