// Goal: everything that the mouse does in the day grid, the keyboard does too.
// Method: key by key through the pure machine, on a grid of three rows with one busy stretch.

import { describe, expect, it } from 'vitest';
import { type CursorState, type GridShape, pressKey } from './cursor';

const shape: GridShape = {
  rows: 3,
  slots: 96,
  busy: (row) => (row === 1 ? [{ from: 40, to: 44 }] : []),
};
const at = (row: number, slot: number): CursorState => ({ row, slot, selection: null });

function press(state: CursorState, ...keys: string[]) {
  let last = { state, action: null } as NonNullable<ReturnType<typeof pressKey>>;
  for (const name of keys) {
    const parts = name.split('+');
    const key = {
      key: parts.at(-1) ?? '',
      shift: parts.includes('Shift'),
      ctrl: parts.includes('Ctrl'),
    };
    const pressed = pressKey(last.state, shape, key);
    if (!pressed) throw new Error(`${name} does nothing here`);
    last = pressed;
  }
  return last;
}

describe('moving the focus', () => {
  it('goes by a quarter of an hour and by a row, and stops at the edges', () => {
    expect(press(at(0, 36), 'ArrowRight', 'ArrowDown').state).toEqual(at(1, 37));
    expect(press(at(0, 0), 'ArrowLeft', 'ArrowUp').state).toEqual(at(0, 0));
    expect(press(at(2, 95), 'ArrowRight', 'ArrowDown').state).toEqual(at(2, 95));
  });

  it('goes to the ends of a row and of the grid', () => {
    expect(press(at(1, 50), 'Home').state).toEqual(at(1, 0));
    expect(press(at(1, 50), 'End').state).toEqual(at(1, 95));
    expect(press(at(1, 50), 'Ctrl+Home').state).toEqual(at(0, 0));
    expect(press(at(1, 50), 'Ctrl+End').state).toEqual(at(2, 95));
  });

  it('jumps from edge to edge of the bookings with Ctrl', () => {
    expect(press(at(1, 10), 'Ctrl+ArrowRight').state.slot).toBe(40);
    expect(press(at(1, 10), 'Ctrl+ArrowRight', 'Ctrl+ArrowRight').state.slot).toBe(44);
    expect(press(at(1, 50), 'Ctrl+ArrowLeft').state.slot).toBe(44);
    expect(press(at(0, 50), 'Ctrl+ArrowLeft').state.slot).toBe(0);
  });

  it('asks for the next and the previous day', () => {
    expect(press(at(0, 5), 'PageDown').action).toEqual({ type: 'next' });
    expect(press(at(0, 5), 'PageUp').action).toEqual({ type: 'previous' });
  });
});

describe('booking', () => {
  it('stretches with Shift and the arrows, and books with Enter', () => {
    const { action, state } = press(at(0, 36), 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
    expect(action).toEqual({ type: 'book', row: 0, from: 36, to: 39 });
    expect(state.selection).toBeNull();
  });

  it('starts with Enter at half an hour, which the arrows change', () => {
    expect(press(at(0, 36), 'Enter', 'Enter').action).toEqual({
      type: 'book',
      row: 0,
      from: 36,
      to: 38,
    });
    expect(press(at(0, 36), 'Enter', 'Shift+ArrowRight', 'Enter').action).toMatchObject({ to: 39 });
    expect(press(at(0, 36), 'Enter', 'Shift+ArrowLeft', 'Enter').action).toMatchObject({ to: 37 });
  });

  it('stretches to the left too', () => {
    expect(press(at(0, 36), 'Shift+ArrowLeft', 'Enter').action).toEqual({
      type: 'book',
      row: 0,
      from: 35,
      to: 37,
    });
  });

  it('is dropped by Escape and by moving on', () => {
    const dropped = press(at(0, 36), 'Shift+ArrowRight', 'Escape');
    expect(dropped.action).toEqual({ type: 'cancelled' });
    expect(dropped.state.selection).toBeNull();
    expect(press(at(0, 36), 'Shift+ArrowRight', 'ArrowDown').state.selection).toBeNull();
  });

  it('opens what is booked instead', () => {
    expect(press(at(1, 43), 'Enter').action).toEqual({ type: 'open', row: 1, slot: 43 });
    expect(press(at(1, 44), 'Enter').action).toBeNull();
  });
});

describe('keys without a meaning', () => {
  it('go on their way', () => {
    const none = (key: string) => pressKey(at(0, 0), shape, { key, shift: false, ctrl: false });
    expect(none('Tab')).toBeNull();
    expect(none('Escape')).toBeNull();
    expect(none('a')).toBeNull();
  });

  it('do nothing in an empty grid', () => {
    const empty: GridShape = { rows: 0, slots: 0, busy: () => [] };
    expect(pressKey(at(0, 0), empty, { key: 'Enter', shift: false, ctrl: false })).toBeNull();
  });
});
