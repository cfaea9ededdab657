// Overlapping bars of one row side by side: each gets the first lane that is free at its start.

export interface Spanned {
  start: number;
  end: number;
}

export interface Packed<T> {
  item: T;
  lane: number;
}

/** Lanes needed are the most that overlap at any one time. O(n log n + n x lanes). */
export function packLanes<T extends Spanned>(items: readonly T[]): { packed: Packed<T>[]; lanes: number } {
  const sorted = [...items].sort((a, b) => a.start - b.start || b.end - a.end);
  const freeFrom: number[] = [];
  const packed = sorted.map((item) => {
    let lane = freeFrom.findIndex((free) => free <= item.start);
    if (lane === -1) lane = freeFrom.push(item.end) - 1;
    else freeFrom[lane] = item.end;
    return { item, lane };
  });
  return { packed, lanes: Math.max(freeFrom.length, 1) };
}

/** The stretches of [from, to) that no item touches, in order. */
export function freeStretches(items: readonly Spanned[], from: number, to: number): Spanned[] {
  const free: Spanned[] = [];
  let at = from;
  for (const item of [...items].sort((a, b) => a.start - b.start)) {
    if (item.start > at) free.push({ start: at, end: Math.min(item.start, to) });
    at = Math.max(at, item.end);
    if (at >= to) return free;
  }
  if (at < to) free.push({ start: at, end: to });
  return free;
}
