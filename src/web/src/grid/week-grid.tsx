// Rooms and people down, the seven days of a week across. Each day of a row shows how full it is
// on a thin strip, and its bookings as lines of text below.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Temporal } from 'temporal-polyfill';
import { plural, t } from '../i18n';
import { type DayLayout, fraction, layDay } from '../time/day-layout';
import { formatDates, formatDateShort, formatTime, formatWeekday } from '../time/format';
import { type Millis, today } from '../time/zone';
import { Icon } from '../ui/icons';
import { type Bar, barsOf, type Row } from './bars';
import { barLabel, titleOf, unseen } from './labels';
import { freeStretches } from './lanes';
import { RowHead } from './row-head';

export interface WeekGridProps {
  dates: Temporal.PlainDate[];
  zone: string;
  now: Millis;
  rows: Row[];
  bars: Bar[];
  loading: boolean;
  focusToken: number;
  roomNames: (ids: readonly string[]) => string;
  onBook: (row: Row, stretch: { start: Millis; end: Millis }) => void;
  onOpen: (bar: Bar) => void;
  onDay: (date: Temporal.PlainDate) => void;
  /** A booking dragged to another day or room: by how many days, and from which row to which. */
  onCarry: (bar: Bar, from: Row, to: Row, days: number) => void;
  onStep: (direction: 1 | -1) => void;
  onHide: (row: Row) => void;
}

const chipsMax = 4;
const hour = 3_600_000;

export function WeekGrid(props: WeekGridProps) {
  const { dates, zone, now, rows, bars } = props;
  const days = useMemo(
    () => dates.map((date) => layDay(date, zone)),
    [dates[0]?.toString(), zone],
  );
  const [cursor, setCursor] = useState({ row: 0, day: 0 });
  const [carried, setCarried] = useState<{ bar: Bar; row: Row; day: number } | null>(null);
  const cell = useRef<HTMLDivElement>(null);
  const focusNext = useRef(false);
  const at = { row: Math.min(cursor.row, Math.max(rows.length - 1, 0)), day: cursor.day };
  const current = today(zone, now);

  useLayoutEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    cell.current?.focus();
  }, [cursor]);
  useEffect(() => {
    if (props.focusToken > 0 && document.activeElement === document.body) cell.current?.focus();
  }, [props.focusToken]);

  const book = (row: Row, day: DayLayout) => {
    const stretch = firstFree(day, barsIn(barsOf(bars, row), day), now);
    if (stretch) props.onBook(row, stretch);
  };
  const move = (rowStep: number, dayStep: number) => {
    focusNext.current = true;
    setCursor({
      row: Math.min(Math.max(at.row + rowStep, 0), rows.length - 1),
      day: Math.min(Math.max(at.day + dayStep, 0), 6),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== cell.current || event.altKey || event.metaKey || event.ctrlKey) return;
    const row = rows[at.row];
    const day = days[at.day];
    const keys: Record<string, () => void> = {
      ArrowLeft: () => move(0, -1),
      ArrowRight: () => move(0, 1),
      ArrowUp: () => move(-1, 0),
      ArrowDown: () => move(1, 0),
      Home: () => move(0, -6),
      End: () => move(0, 6),
      PageUp: () => props.onStep(-1),
      PageDown: () => props.onStep(1),
      Enter: () => row && day && book(row, day),
      ' ': () => row && day && book(row, day),
    };
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div class={`grid-scroll${props.loading ? ' loading' : ''}`} data-testid="week-grid">
      <div
        class="week-grid"
        role="grid"
        aria-label={t('grid.weekLabel', { date: formatDates(dates[0]!, dates.at(-1)!), zone })}
        aria-busy={props.loading}
        onKeyDown={onKeyDown}
      >
        <div class="week-row week-head" role="row">
          <div class="corner" role="columnheader">
            {t('grid.rooms')}
          </div>
          {dates.map((date) => (
            <div
              key={date.toString()}
              class={`week-day${date.equals(current) ? ' today' : ''}`}
              role="columnheader"
            >
              <button
                type="button"
                title={t('grid.openDay', { day: formatDateShort(date) })}
                onClick={() => props.onDay(date)}
              >
                <span>{formatWeekday(date)}</span> <b>{date.day}</b>
              </button>
            </div>
          ))}
        </div>
        {rows.map((row, rowIndex) => {
          const own = barsOf(bars, row);
          return (
            <div
              key={row.key}
              class={`week-row${row.kind === 'person' && rows[rowIndex - 1]?.kind === 'room' ? ' first-person' : ''}`}
              role="row"
              data-testid={`row-${row.key}`}
            >
              <RowHead row={row} onHide={props.onHide} />
              {days.map((day, dayIndex) => {
                const focused = at.row === rowIndex && at.day === dayIndex;
                const inDay = barsIn(own, day);
                return (
                  <div
                    key={day.from}
                    ref={focused ? cell : null}
                    class={`week-cell${day.date.equals(current) ? ' today' : ''}${carried ? ' droppable' : ''}`}
                    role="gridcell"
                    tabIndex={focused ? 0 : -1}
                    data-testid={`week-cell-${row.key}-${day.date.toString()}`}
                    onClick={() => {
                      setCursor({ row: rowIndex, day: dayIndex });
                      book(row, day);
                    }}
                    onDragOver={(event) => {
                      if (carried) event.preventDefault();
                    }}
                    onDrop={(event) => {
                      event.preventDefault();
                      if (!carried) return;
                      const target = row.kind === 'room' ? row : carried.row;
                      props.onCarry(carried.bar, carried.row, target, dayIndex - carried.day);
                      setCarried(null);
                    }}
                  >
                    <span class="visually-hidden">
                      {t('grid.cell.week', {
                        row: row.name,
                        day: formatDateShort(day.date),
                        bookings: plural('grid.count', inDay.length),
                      })}
                    </span>
                    <FillStrip day={day} bars={inDay} now={now} />
                    {inDay.slice(0, chipsMax).map((bar) => (
                      <Chip
                        key={bar.key}
                        bar={bar}
                        day={day}
                        reachable={focused}
                        label={barLabel(bar, zone, props.roomNames(bar.booking.rooms))}
                        rest={unseen(bar, props.roomNames(bar.booking.rooms))}
                        onOpen={() => props.onOpen(bar)}
                        onCarry={() => setCarried({ bar, row, day: dayIndex })}
                        onCarried={() => setCarried(null)}
                      />
                    ))}
                    {inDay.length > chipsMax && (
                      <button
                        type="button"
                        class="more"
                        tabIndex={focused ? 0 : -1}
                        onClick={(event) => {
                          event.stopPropagation();
                          props.onDay(day.date);
                        }}
                      >
                        {t('grid.more', { count: inDay.length - chipsMax })}
                      </button>
                    )}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** How full a day is, in its true proportions: 23 or 25 hours are the whole width too. */
function FillStrip({ day, bars, now }: { day: DayLayout; bars: Bar[]; now: Millis }) {
  return (
    <div class="fill-strip" aria-hidden="true">
      {bars.map((bar) => {
        const left = fraction(day, bar.start);
        return (
          <i
            key={bar.key}
            class={`look-${bar.look}`}
            style={{
              left: `${left * 100}%`,
              width: `${(fraction(day, bar.end) - left) * 100}%`,
            }}
          />
        );
      })}
      {day.from <= now && now < day.to && (
        <b style={{ left: `${fraction(day, now) * 100}%` }} />
      )}
    </div>
  );
}

interface ChipProps {
  bar: Bar;
  day: DayLayout;
  reachable: boolean;
  label: string;
  rest: string;
  onOpen: () => void;
  onCarry: () => void;
  onCarried: () => void;
}

function Chip({ bar, day, reachable, label, rest, onOpen, onCarry, onCarried }: ChipProps) {
  const { booking } = bar;
  const editable = booking.canEdit && !booking.imported && !booking.allDay;
  const time =
    booking.allDay || (bar.start <= day.from && bar.end >= day.to)
      ? t('agenda.allDay')
      : formatTime(Math.max(bar.start, day.from), day.zone);
  return (
    <button
      type="button"
      class={`chip look-${bar.look}`}
      tabIndex={reachable ? 0 : -1}
      title={label}
      draggable={editable}
      data-testid="bar"
      data-booking={booking.id}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/plain', booking.id);
        onCarry();
      }}
      onDragEnd={onCarried}
    >
      <span class="chip-time">{time}</span>
      <bdi class="chip-title">{titleOf(booking)}</bdi>
      {booking.recurrenceRule && <Icon name="repeat" size={11} />}
      <span class="visually-hidden">{rest}</span>
    </button>
  );
}

function barsIn(bars: Bar[], day: DayLayout): Bar[] {
  return bars.filter((bar) => bar.start < day.to && bar.end > day.from);
}

/** The first free hour from nine (from now, today) on; else the first free stretch of the day. */
export function firstFree(
  day: DayLayout,
  bars: readonly Bar[],
  now: Millis,
): { start: Millis; end: Millis } | null {
  if (day.slots === 0) return null;
  const nine = day.hours.find((one) => one.wall >= '09:00')?.from ?? day.from;
  const soon = Math.ceil(now / (hour / 4)) * (hour / 4);
  const from = day.from <= now && now < day.to ? Math.max(nine, soon) : nine;
  const free = freeStretches(bars, Math.min(from, day.to - hour / 2), day.to);
  const first = free.find((one) => one.end - one.start >= hour) ?? free[0];
  const start = first?.start ?? from;
  return { start, end: start + Math.min(hour, first ? first.end - start : hour) };
}
