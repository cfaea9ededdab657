// Follows the mouse over the day grid: a drag over an empty stretch books, a bar dragged moves,
// its right edge dragged makes it longer or shorter. Touch scrolls, and a tap books or opens.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { DayLayout } from '../time/day-layout';
import type { Bar, Row } from './bars';
import {
  clickSlack,
  movedBy,
  resizedBy,
  type Stretch,
  stretchBetween,
  stretchOfClick,
} from './drag';

export type Ghost = Stretch & { rowKey: string; bar: Bar | null };

interface Drag {
  kind: 'book' | 'move' | 'resize';
  row: Row;
  bar: Bar | null;
  track: Element;
  fromX: number;
  place: number;
  far: boolean;
}

interface PointerProps {
  day: DayLayout;
  rows: Row[];
  onBook: (row: Row, stretch: Stretch) => void;
  onMove: (bar: Bar, from: Row, to: Row, stretch: Stretch) => void;
}

export function usePointer({ day, rows, onBook, onMove }: PointerProps) {
  const [ghost, setGhost] = useState<Ghost | null>(null);
  const drag = useRef<Drag | null>(null);
  const swallowClick = useRef(false);
  const latest = useRef({ day, rows, onBook, onMove });
  latest.current = { day, rows, onBook, onMove };

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const current = drag.current;
      if (!current) return;
      if (Math.abs(event.clientX - current.fromX) > clickSlack) current.far = true;
      const target = rowUnder(event, current, latest.current.rows);
      if (target.key !== current.row.key) current.far = true;
      if (current.far || current.kind === 'book') {
        setGhost(ghostOf(current, target, event.clientX, latest.current.day));
      }
    };
    const up = (event: PointerEvent) => {
      const current = drag.current;
      drag.current = null;
      setGhost(null);
      if (!current) return;
      const target = rowUnder(event, current, latest.current.rows);
      const end = ghostOf(current, target, event.clientX, latest.current.day);
      if (current.kind === 'book') return latest.current.onBook(current.row, end);
      if (!current.far || !current.bar) return undefined;
      swallowClick.current = true;
      setTimeout(() => (swallowClick.current = false));
      const stays =
        end.start === current.bar.start &&
        end.end === current.bar.end &&
        target.key === current.row.key;
      return stays ? undefined : latest.current.onMove(current.bar, current.row, target, end);
    };
    const drop = () => {
      drag.current = null;
      setGhost(null);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drag.current) return;
      event.stopPropagation();
      swallowClick.current = true;
      addEventListener('pointerup', () => setTimeout(() => (swallowClick.current = false)), {
        once: true,
      });
      drop();
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', drop);
    addEventListener('keydown', escape, true);
    return () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', drop);
      removeEventListener('keydown', escape, true);
    };
  }, []);

  const begin = (event: PointerEvent, kind: Drag['kind'], row: Row, bar: Bar | null) => {
    const track = (event.currentTarget as Element).closest('.track');
    if (!track || event.button !== 0 || event.pointerType === 'touch') return;
    event.stopPropagation();
    const place = placeOn(track, event.clientX);
    drag.current = { kind, row, bar, track, fromX: event.clientX, place, far: false };
    if (kind === 'book') {
      // Without this the drag would select the text of the bars that it passes.
      event.preventDefault();
      setGhost(ghostOf(drag.current, row, event.clientX, day));
    }
  };

  /** A tap: there is no drag by touch, so it takes half an hour at once. */
  const tap = (event: MouseEvent, row: Row) => {
    const { pointerType } = event as PointerEvent;
    if (pointerType !== 'touch') return;
    onBook(row, stretchOfClick(day, placeOn(event.currentTarget as Element, event.clientX)));
  };

  /** True for the click that ends a drag, which is not meant as one. */
  const wasDrag = () => swallowClick.current;

  return { ghost, begin, tap, wasDrag };
}

function placeOn(track: Element, x: number): number {
  const box = track.getBoundingClientRect();
  return Math.min(Math.max((x - box.left) / box.width, 0), 1);
}

/** The row that a bar is held over; rooms change only with rooms, and only by moving. */
function rowUnder(event: PointerEvent, drag: Drag, rows: Row[]): Row {
  if (drag.kind !== 'move' || drag.row.kind !== 'room') return drag.row;
  const under = document
    .elementFromPoint(event.clientX, event.clientY)
    ?.closest<HTMLElement>('[data-row]');
  const row = rows.find((one) => one.key === under?.dataset.row);
  return row?.kind === 'room' ? row : drag.row;
}

function ghostOf(drag: Drag, target: Row, x: number, day: DayLayout): Ghost {
  const place = placeOn(drag.track, x);
  const common = { rowKey: target.key, bar: drag.bar };
  if (drag.bar === null) {
    const stretch = drag.far
      ? stretchBetween(day, drag.place, place)
      : stretchOfClick(day, drag.place);
    return { ...common, ...stretch };
  }
  // Not clamped: a bar may be dragged by its right end to the left edge of the strip.
  const by = (x - drag.fromX) / drag.track.getBoundingClientRect().width;
  const change = drag.kind === 'move' ? movedBy : resizedBy;
  return { ...common, ...change(day, drag.bar, by) };
}
