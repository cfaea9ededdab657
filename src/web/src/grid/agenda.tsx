// The schedule on a phone: down the page instead of across it. A day is a list per room with its
// free stretches to tap; a week is a list per day.

import { useMemo } from 'preact/hooks';
import type { Temporal } from 'temporal-polyfill';
import { t } from '../i18n';
import { type DayLayout, layDay } from '../time/day-layout';
import { formatDateShort, formatSpan, formatTime } from '../time/format';
import { type Millis, today } from '../time/zone';
import { Icon } from '../ui/icons';
import { type Bar, barsOf, type Row } from './bars';
import { barLabel, titleOf, unseen } from './labels';
import { freeStretches } from './lanes';
import { initials } from './row-head';

interface AgendaProps {
  zone: string;
  now: Millis;
  rows: Row[];
  bars: Bar[];
  loading: boolean;
  roomNames: (ids: readonly string[]) => string;
  onOpen: (bar: Bar) => void;
}

/** Free stretches are offered within these hours; others by the Book button. */
const offeredFrom = '08:00';
const offeredTo = '18:00';
const offeredMin = 15 * 60_000;
/** A tap on a longer free stretch takes its first hour. */
const tapLength = 60 * 60_000;

export function DayAgenda(
  props: AgendaProps & {
    date: Temporal.PlainDate;
    onBook: (row: Row, stretch: { start: Millis; end: Millis }) => void;
    onBookRow: (row: Row) => void;
  },
) {
  const { date, zone, rows, bars, now } = props;
  const day = useMemo(() => layDay(date, zone), [date.toString(), zone]);
  if (day.slots === 0) return <p class="empty">{t('grid.noSuchDay', { zone })}</p>;
  return (
    <div class={`agenda${props.loading ? ' loading' : ''}`} data-testid="day-agenda">
      {rows.map((row) => (
        <section key={row.key} class="agenda-card" data-testid={`row-${row.key}`}>
          <header>
            {row.kind === 'person' && (
              <span class="avatar" aria-hidden="true">
                {initials(row.name)}
              </span>
            )}
            <div>
              <h2 dir="auto">{row.name}</h2>
              <p dir="auto">{row.detail}</p>
            </div>
            {row.kind === 'room' && (
              <button
                type="button"
                class="button primary"
                aria-label={t('agenda.bookRoom', { room: row.name })}
                data-testid={`book-${row.key}`}
                onClick={() => props.onBookRow(row)}
              >
                {t('nav.book')}
              </button>
            )}
          </header>
          <DayList {...props} day={day} row={row} bars={barsOf(bars, row)} now={now} />
        </section>
      ))}
    </div>
  );
}

function DayList(
  props: AgendaProps & {
    day: DayLayout;
    row: Row;
    onBook: (row: Row, stretch: { start: Millis; end: Millis }) => void;
  },
) {
  const { day, row, bars, now, zone } = props;
  const free = row.kind === 'room' ? offered(day, bars, now) : [];
  const items = [
    ...bars.map((bar) => ({ at: bar.start, bar, stretch: null })),
    ...free.map((stretch) => ({ at: stretch.start, bar: null, stretch })),
  ].sort((a, b) => a.at - b.at);
  if (items.length === 0) return <p class="agenda-empty">{t('agenda.nothing')}</p>;
  return (
    <ul>
      {items.map(({ bar, stretch }) =>
        bar ? (
          <AgendaItem key={bar.key} {...props} bar={bar} withRooms={row.kind === 'person'} />
        ) : (
          <li key={stretch.start}>
            <button
              type="button"
              class="agenda-free"
              data-testid="free-stretch"
              onClick={() =>
                props.onBook(row, {
                  start: stretch.start,
                  end: Math.min(stretch.end, stretch.start + tapLength),
                })
              }
            >
              <span class="agenda-time">{formatSpan(stretch.start, stretch.end, zone)}</span>
              <span>
                {t('agenda.free')}
                <span class="visually-hidden">, {t('agenda.bookRoom', { room: row.name })}</span>
              </span>
              <Icon name="plus" size={16} />
            </button>
          </li>
        ),
      )}
    </ul>
  );
}

export function WeekAgenda(props: AgendaProps & { dates: Temporal.PlainDate[]; onDay: (date: Temporal.PlainDate) => void }) {
  const { dates, zone, rows, bars, now } = props;
  const days = useMemo(() => dates.map((date) => layDay(date, zone)), [dates[0]?.toString(), zone]);
  const shown = bars.filter((bar) => rows.some((row) => barsOf([bar], row).length > 0));
  const current = today(zone, now);
  return (
    <div class={`agenda${props.loading ? ' loading' : ''}`} data-testid="week-agenda">
      {days.map((day) => {
        const inDay = shown.filter((bar) => bar.start < day.to && bar.end > day.from);
        return (
          <section key={day.date.toString()} class="agenda-card">
            <header>
              <div>
                <h2>{formatDateShort(day.date)}</h2>
                {day.date.equals(current) && <p>{t('nav.today')}</p>}
              </div>
              <button
                type="button"
                class="button"
                aria-label={t('grid.openDay', { day: formatDateShort(day.date) })}
                onClick={() => props.onDay(day.date)}
              >
                {t('nav.day')}
              </button>
            </header>
            {inDay.length === 0 ? (
              <p class="agenda-empty">{t('agenda.nothing')}</p>
            ) : (
              <ul>
                {inDay.map((bar) => (
                  <AgendaItem key={bar.key} {...props} bar={bar} withRooms />
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}

function AgendaItem(props: AgendaProps & { bar: Bar; withRooms: boolean }) {
  const { bar, zone, roomNames, withRooms } = props;
  const rooms = roomNames(bar.booking.rooms);
  return (
    <li>
      <button
        type="button"
        class={`agenda-item look-${bar.look}`}
        title={barLabel(bar, zone, rooms)}
        data-testid="bar"
        data-booking={bar.booking.id}
        onClick={() => props.onOpen(bar)}
      >
        <span class="agenda-time">
          {bar.booking.allDay
            ? t('agenda.allDay')
            : `${formatTime(bar.start, zone)} – ${formatTime(bar.end, zone)}`}
        </span>
        <span class="agenda-title">
          <bdi>{titleOf(bar.booking)}</bdi>
          {withRooms && rooms !== '' && <small dir="auto">{rooms}</small>}
        </span>
        {bar.booking.recurrenceRule && <Icon name="repeat" size={14} />}
        <span class="visually-hidden">{unseen(bar, rooms)}</span>
      </button>
    </li>
  );
}

/** The free stretches worth offering: in office hours, not yet over, a quarter of an hour or more. */
export function offered(
  day: DayLayout,
  bars: readonly { start: Millis; end: Millis }[],
  now: Millis,
): { start: Millis; end: Millis }[] {
  const begins = day.hours.find((hour) => hour.wall >= offeredFrom)?.from ?? day.from;
  const ends = day.hours.find((hour) => hour.wall >= offeredTo)?.from ?? day.to;
  const next = Math.ceil(now / offeredMin) * offeredMin;
  const from = day.from <= now && now < day.to ? Math.max(begins, next) : begins;
  return freeStretches(bars, from, ends).filter((one) => one.end - one.start >= offeredMin);
}
