// Rooms and people down, the hours of a day across. The strip is linear in exact time, so a day
// of 23 or 25 hours is simply narrower or wider. Cells are not drawn one by one: the grid tells
// assistive technology its size, and holds the bars and the one cell that has the focus.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { type DayLayout, fraction, layDay, slotLength, slotStart } from '../time/day-layout';
import { formatDate, formatHour, formatSpan, formatTime } from '../time/format';
import { type Millis, minute } from '../time/zone';
import { Icon } from '../ui/icons';
import type { Temporal } from 'temporal-polyfill';
import { type Bar, barsOf, type Row } from './bars';
import { type CursorState, covered, type GridShape, pressKey, selectedSlots } from './cursor';
import type { Stretch } from './drag';
import { barLabel, titleOf, unseen } from './labels';
import { packLanes } from './lanes';
import { RowHead } from './row-head';
import { usePointer } from './use-pointer';

export interface DayGridProps {
  date: Temporal.PlainDate;
  zone: string;
  now: Millis;
  rows: Row[];
  bars: Bar[];
  loading: boolean;
  /** Raised whenever the focus should come back to the cell, as after a dialog. */
  focusToken: number;
  roomNames: (ids: readonly string[]) => string;
  onBook: (row: Row, stretch: Stretch) => void;
  onOpen: (bar: Bar) => void;
  onMove: (bar: Bar, from: Row, to: Row, stretch: Stretch) => void;
  onStep: (direction: 1 | -1) => void;
  onHide: (row: Row) => void;
}

/** Hours outside of these are shaded a little. */
const dayBegins = 8;
const dayEnds = 18;
const shortBelow = 50 * minute;

export function DayGrid(props: DayGridProps) {
  const { date, zone, now, rows, bars } = props;
  const day = useMemo(() => layDay(date, zone), [date.toString(), zone]);
  const rowBars = useMemo(() => rows.map((row) => barsOf(bars, row)), [rows, bars]);
  const [cursor, setCursor] = useState<CursorState>({ row: 0, slot: 36, selection: null });
  const cell = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const focusNext = useRef(false);
  const [spoken, setSpoken] = useState('');

  const shape = useMemo<GridShape>(() => shapeOf(day, rowBars), [day, rowBars]);
  const at: CursorState = {
    ...cursor,
    row: Math.min(cursor.row, Math.max(rows.length - 1, 0)),
    slot: Math.min(cursor.slot, Math.max(day.slots - 1, 0)),
  };

  const pointer = usePointer({
    day,
    rows,
    onMove: props.onMove,
    onBook: (row, stretch) => {
      const slot = Math.round((stretch.start - day.from) / slotLength);
      setCursor({ row: rows.indexOf(row), slot, selection: null });
      props.onBook(row, stretch);
    },
  });

  useLayoutEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    cell.current?.focus({ preventScroll: true });
    cell.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [cursor]);
  useEffect(() => {
    if (props.focusToken > 0 && (!document.activeElement || document.activeElement === document.body)) {
      cell.current?.focus({ preventScroll: true });
    }
  }, [props.focusToken]);
  useEffect(() => scrollToWork(scroller.current, day, now), [day]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== cell.current || event.altKey || event.metaKey) return;
    const key = { key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey };
    const pressed = pressKey(at, shape, key);
    if (!pressed) return;
    event.preventDefault();
    focusNext.current = true;
    setCursor(pressed.state);
    const { action } = pressed;
    const row = rows[at.row];
    if (!action || !row) return;
    if (action.type === 'previous' || action.type === 'next') {
      props.onStep(action.type === 'next' ? 1 : -1);
    } else if (action.type === 'book') {
      props.onBook(row, { start: slotStart(day, action.from), end: slotStart(day, action.to) });
    } else if (action.type === 'open') {
      const bar = barAt(day, rowBars[action.row] ?? [], action.slot);
      if (bar) props.onOpen(bar);
    } else {
      setSpoken(t('grid.selectionCancelled'));
    }
  };

  if (day.slots === 0) {
    return <p class="empty">{t('grid.noSuchDay', { zone })}</p>;
  }
  const width = { '--slots': String(day.slots) };
  return (
    <div class={`grid-scroll${props.loading ? ' loading' : ''}`} ref={scroller} data-testid="day-grid">
      <div
        class="day-grid"
        role="grid"
        aria-label={t('grid.label', { date: formatDate(date), zone })}
        aria-rowcount={rows.length + 1}
        aria-colcount={day.slots + 1}
        aria-busy={props.loading}
        style={width}
        onKeyDown={onKeyDown}
      >
        <Hours day={day} />
        <Lines day={day} now={now} />
        {rows.map((row, index) => (
          <div
            key={row.key}
            class={`grid-row${row.kind === 'person' && rows[index - 1]?.kind === 'room' ? ' first-person' : ''}`}
            role="row"
            aria-rowindex={index + 2}
            data-row={row.key}
            data-testid={`row-${row.key}`}
          >
            <RowHead row={row} onHide={props.onHide} />
            <Track
              day={day}
              row={row}
              bars={rowBars[index] ?? []}
              pointer={pointer}
              roomNames={props.roomNames}
              onOpen={props.onOpen}
            >
              {at.row === index && (
                <div
                  // A cell of its own for each place, so that moving the focus speaks its label.
                  key={`${at.slot}-${at.selection?.anchor ?? ''}`}
                  ref={cell}
                  class={`cursor-cell${at.selection ? ' selecting' : ''}`}
                  role="gridcell"
                  tabIndex={0}
                  aria-colindex={at.slot + 2}
                  aria-selected={at.selection !== null}
                  aria-label={cellLabel(at, day, row, rowBars[index] ?? [], shape)}
                  data-testid="cursor-cell"
                  style={spanStyle(day, cellSpan(at, day))}
                />
              )}
            </Track>
          </div>
        ))}
      </div>
      <span class="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </div>
  );
}

function Hours({ day }: { day: DayLayout }) {
  const length = (day.to - day.from) / 3_600_000;
  return (
    <div class="grid-head" role="row" aria-rowindex={1}>
      <div class="corner" role="columnheader" aria-colindex={1}>
        {length === 24 ? t('grid.rooms') : t('grid.shortDay', { hours: length })}
      </div>
      <div class="track hours" role="presentation">
        {day.hours.map((hour) => (
          <div
            key={hour.from}
            class={`hour${hour.repeated ? ' repeated' : ''}`}
            role="columnheader"
            aria-colindex={Math.round((hour.from - day.from) / slotLength) + 2}
            data-testid="hour"
            style={spanStyle(day, { start: hour.from, end: hour.to })}
          >
            <span>{formatHour(hour.wall)}</span>
            {hour.repeated && <small>{hour.offset}</small>}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Hour lines, the shade of night and the line of the present, once behind all rows. */
function Lines({ day, now }: { day: DayLayout; now: Millis }) {
  const night = (wall: string) => {
    const hour = Number(wall.slice(0, 2));
    return hour < dayBegins || hour >= dayEnds;
  };
  return (
    <div class="lines" aria-hidden="true">
      {day.hours.map((hour) => (
        <div
          key={hour.from}
          class={night(hour.wall) ? 'line night' : 'line'}
          style={spanStyle(day, { start: hour.from, end: hour.to })}
        />
      ))}
      {day.from <= now && now < day.to && (
        <div
          class="now-line"
          data-testid="now-line"
          title={t('grid.now', { time: formatTime(now, day.zone) })}
          style={{ left: percent(fraction(day, now)) }}
        />
      )}
    </div>
  );
}

interface TrackProps {
  day: DayLayout;
  row: Row;
  bars: Bar[];
  pointer: ReturnType<typeof usePointer>;
  roomNames: (ids: readonly string[]) => string;
  onOpen: (bar: Bar) => void;
  children: preact.ComponentChildren;
}

function Track({ day, row, bars, pointer, roomNames, onOpen, children }: TrackProps) {
  const { packed, lanes } = useMemo(() => packLanes(bars), [bars]);
  const ghost = pointer.ghost?.rowKey === row.key ? pointer.ghost : null;
  return (
    <div
      class="track"
      role="presentation"
      data-testid={`track-${row.key}`}
      style={{ '--lanes': String(lanes) }}
      onPointerDown={(event) => pointer.begin(event, 'book', row, null)}
      onClick={(event) => pointer.tap(event, row)}
    >
      {packed.map(({ item: bar, lane }) => (
        <BarView
          key={bar.key}
          bar={bar}
          lane={lane}
          day={day}
          label={barLabel(bar, day.zone, roomNames(bar.booking.rooms))}
          rest={unseen(bar, roomNames(bar.booking.rooms))}
          moving={pointer.ghost?.bar?.key === bar.key}
          onBegin={(event, kind) => pointer.begin(event, kind, row, bar)}
          onOpen={() => {
            if (!pointer.wasDrag()) onOpen(bar);
          }}
        />
      ))}
      {ghost && (
        <div class="ghost" data-testid="ghost" style={spanStyle(day, ghost)}>
          <span>{formatSpan(ghost.start, ghost.end, day.zone)}</span>
        </div>
      )}
      {children}
    </div>
  );
}

interface BarViewProps {
  bar: Bar;
  lane: number;
  day: DayLayout;
  label: string;
  rest: string;
  moving: boolean;
  onBegin: (event: PointerEvent, kind: 'move' | 'resize') => void;
  onOpen: () => void;
}

function BarView({ bar, lane, day, label, rest, moving, onBegin, onOpen }: BarViewProps) {
  const { booking } = bar;
  const editable = booking.canEdit && !booking.imported && !booking.allDay;
  const first = Math.max(Math.floor((bar.start - day.from) / slotLength), 0);
  const last = Math.min(Math.ceil((bar.end - day.from) / slotLength), day.slots);
  const classes = [
    'bar-cell',
    bar.start < day.from ? 'from-before' : '',
    bar.end > day.to ? 'goes-on' : '',
    moving ? 'moving' : '',
    bar.end - bar.start < shortBelow ? 'short' : '',
  ];
  return (
    <div
      class={classes.join(' ')}
      role="gridcell"
      aria-colindex={first + 2}
      aria-colspan={Math.max(last - first, 1)}
      style={{ ...spanStyle(day, bar), '--lane': String(lane) }}
      onPointerDown={(event) => {
        if (editable) onBegin(event, 'move');
        else event.stopPropagation();
      }}
    >
      <button
        type="button"
        class={`bar look-${bar.look}${editable ? ' editable' : ''}`}
        tabIndex={-1}
        title={label}
        data-testid="bar"
        data-booking={booking.id}
        onClick={(event) => {
          event.stopPropagation();
          onOpen();
        }}
      >
        <span class="bar-text">
          <bdi class="bar-title">{titleOf(booking)}</bdi>
          <span class="bar-time">
            {booking.recurrenceRule && <Icon name="repeat" size={12} />}
            {booking.allDay ? t('agenda.allDay') : formatSpan(bar.start, bar.end, day.zone)}
          </span>
          <span class="visually-hidden">{rest}</span>
        </span>
      </button>
      {editable && bar.end <= day.to && (
        <span class="bar-edge" onPointerDown={(event) => onBegin(event, 'resize')} />
      )}
    </div>
  );
}

function spanStyle(day: DayLayout, span: Stretch): { left: string; width: string } {
  const left = fraction(day, span.start);
  return { left: percent(left), width: percent(fraction(day, span.end) - left) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(4)}%`;
}

function shapeOf(day: DayLayout, rowBars: Bar[][]): GridShape {
  const busy = rowBars.map((bars) =>
    bars.map((bar) => ({
      from: Math.floor((bar.start - day.from) / slotLength),
      to: Math.ceil((bar.end - day.from) / slotLength),
    })),
  );
  return { rows: rowBars.length, slots: day.slots, busy: (row) => busy[row] ?? [] };
}

function barAt(day: DayLayout, bars: Bar[], slot: number): Bar | undefined {
  const from = slotStart(day, slot);
  return bars.find((bar) => bar.start < from + slotLength && bar.end > from);
}

function cellSpan(at: CursorState, day: DayLayout): Stretch {
  const slots = at.selection ? selectedSlots(at.selection) : { from: at.slot, to: at.slot + 1 };
  return { start: slotStart(day, slots.from), end: slotStart(day, slots.to) };
}

function cellLabel(at: CursorState, day: DayLayout, row: Row, bars: Bar[], shape: GridShape): string {
  const span = cellSpan(at, day);
  const time = formatTime(span.start, day.zone);
  if (at.selection) {
    const to = formatTime(span.end, day.zone);
    return t('grid.cell.selected', { row: row.name, from: time, to });
  }
  const bar = covered(shape, at.row, at.slot) ? barAt(day, bars, at.slot) : undefined;
  if (!bar) return t('grid.cell.free', { row: row.name, time });
  const end = formatTime(bar.end, day.zone);
  return t('grid.cell.busy', { row: row.name, time, title: titleOf(bar.booking), end });
}

/** Brings the hours that matter into view: the morning on, or today's later hours around now. */
function scrollToWork(scroller: HTMLElement | null, day: DayLayout, now: Millis): void {
  const strip = scroller?.querySelector<HTMLElement>('.hours');
  if (!scroller || !strip) return;
  const places = (at: Millis) => fraction(day, at) * strip.offsetWidth;
  const names = strip.offsetLeft;
  const seen = scroller.clientWidth - names;
  const morning = places(day.hours.find((hour) => hour.wall >= '08:00')?.from ?? day.from) - 12;
  const todayShown = day.from <= now && now < day.to;
  const late = todayShown && places(now) > morning + seen * 0.85;
  scroller.scrollLeft = late ? places(now) - seen / 2 : morning;
}
