// Goal: a burst of changes costs two loads, and the last change is never missed.
// Method: a load that is finished by hand and a clock that is turned by hand.

import { describe, expect, it } from 'vitest';
import { Coalesced } from './coalesced';

function bench(fails = false) {
  const running: (() => void)[] = [];
  const due: (() => void)[] = [];
  let runs = 0;
  const loader = new Coalesced(
    () => {
      ++runs;
      return new Promise((resolve, reject) =>
        running.push(() => (fails ? reject(new Error('no')) : resolve())),
      );
    },
    100,
    { after: (_, what) => void due.push(what) },
  );
  const settle = async () => {
    running.shift()?.();
    // The promise chain inside is a few steps long.
    for (let turn = 0; turn < 5; ++turn) await Promise.resolve();
    due.shift()?.();
  };
  return { loader, settle, runs: () => runs };
}

describe('coalesced loads', () => {
  it('start at once', () => {
    const { loader, runs } = bench();
    loader.request();
    expect(runs()).toBe(1);
  });

  it('run once more for all that came meanwhile', async () => {
    const { loader, settle, runs } = bench();
    for (let count = 0; count < 50; ++count) loader.request();
    expect(runs()).toBe(1);
    await settle();
    expect(runs()).toBe(2);
    await settle();
    expect(runs()).toBe(2);
  });

  it('go on after a failure', async () => {
    const { loader, settle, runs } = bench(true);
    loader.request();
    loader.request();
    await settle();
    expect(runs()).toBe(2);
  });
});
