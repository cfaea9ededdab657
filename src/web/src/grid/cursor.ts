// The keyboard in the day grid, as a pure machine: one cell has the focus; Shift with an arrow
// (or Enter, then Shift with an arrow) stretches a new booking from it; Enter books, Escape drops.

export interface CursorState {
  row: number;
  slot: number;
  /** A booking being stretched: from one slot to another, both included, in any order. */
  selection: { anchor: number; end: number } | null;
}

export interface GridShape {
  rows: number;
  slots: number;
  /** Slots of a row covered by bars, as half-open [from, to) pairs in order. */
  busy: (row: number) => readonly { from: number; to: number }[];
}

export interface Key {
  key: string;
  shift: boolean;
  ctrl: boolean;
}

export type CursorAction =
  | { type: 'book'; row: number; from: number; to: number }
  | { type: 'open'; row: number; slot: number }
  | { type: 'previous' }
  | { type: 'next' }
  | { type: 'cancelled' };

/** The length that Enter begins with: half an hour. */
const firstLength = 2;

/** The next state and what to do; null when the key means nothing here and goes on its way. */
export function pressKey(
  state: CursorState,
  shape: GridShape,
  key: Key,
): { state: CursorState; action: CursorAction | null } | null {
  const stay = (action: CursorAction) => ({ state, action });
  switch (key.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const direction = key.key === 'ArrowLeft' ? -1 : 1;
      if (key.shift) return stretched(state, shape, direction);
      return moved(state, shape, 0, key.ctrl ? edge(state, shape, direction) : direction);
    }
    case 'ArrowUp':
      return moved(state, shape, -1, 0);
    case 'ArrowDown':
      return moved(state, shape, 1, 0);
    case 'Home':
      return moved(state, shape, key.ctrl ? -state.row : 0, -state.slot);
    case 'End':
      return moved(state, shape, key.ctrl ? shape.rows : 0, shape.slots);
    case 'PageUp':
      return stay({ type: 'previous' });
    case 'PageDown':
      return stay({ type: 'next' });
    case 'Enter':
    case ' ':
      return entered(state, shape);
    case 'Escape':
      return state.selection
        ? { state: { ...state, selection: null }, action: { type: 'cancelled' } }
        : null;
    default:
      return null;
  }
}

export function covered(shape: GridShape, row: number, slot: number): boolean {
  return shape.busy(row).some((span) => span.from <= slot && slot < span.to);
}

/** The selection as half-open slots [from, to). */
export function selectedSlots(selection: { anchor: number; end: number }): { from: number; to: number } {
  return {
    from: Math.min(selection.anchor, selection.end),
    to: Math.max(selection.anchor, selection.end) + 1,
  };
}

function moved(state: CursorState, shape: GridShape, rows: number, slots: number) {
  const next: CursorState = {
    row: clamp(state.row + rows, shape.rows),
    slot: clamp(state.slot + slots, shape.slots),
    selection: null,
  };
  return { state: next, action: null };
}

function stretched(state: CursorState, shape: GridShape, direction: number) {
  const selection = state.selection ?? { anchor: state.slot, end: state.slot };
  const end = clamp(selection.end + direction, shape.slots);
  return {
    state: { ...state, slot: end, selection: { anchor: selection.anchor, end } },
    action: null,
  };
}

function entered(state: CursorState, shape: GridShape) {
  if (shape.rows === 0 || shape.slots === 0) return null;
  if (state.selection) {
    const action: CursorAction = { type: 'book', row: state.row, ...selectedSlots(state.selection) };
    return { state: { ...state, selection: null }, action };
  }
  if (covered(shape, state.row, state.slot)) {
    const action: CursorAction = { type: 'open', row: state.row, slot: state.slot };
    return { state, action };
  }
  const end = clamp(state.slot + firstLength - 1, shape.slots);
  return {
    state: { ...state, slot: end, selection: { anchor: state.slot, end } },
    action: null,
  };
}

/** How far it is to the next edge of a bar, or to the end of the row. */
function edge(state: CursorState, shape: GridShape, direction: number): number {
  const edges = shape
    .busy(state.row)
    .flatMap((span) => [span.from, span.to])
    .filter((at) => (direction > 0 ? at > state.slot : at < state.slot));
  if (edges.length === 0) return direction > 0 ? shape.slots : -state.slot;
  return (direction > 0 ? Math.min(...edges) : Math.max(...edges)) - state.slot;
}

function clamp(value: number, size: number): number {
  return Math.min(Math.max(value, 0), Math.max(size - 1, 0));
}
