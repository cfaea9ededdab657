// The page of somebody who is signed in: the schedule, and the dialogs over it.

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Api } from '../api/client';
import { etagOf } from '../api/client';
import { Intent } from '../api/intent';
import { asProblem, type Problem } from '../api/problem';
import type { Booking, Me } from '../api/types';
import { BookingDialog, type EditTarget } from '../booking/booking-dialog';
import { DetailsDialog } from '../booking/details-dialog';
import { formOf, type FormState, movePatch, newForm } from '../booking/form';
import { inviteeOf, PeoplePicker } from '../booking/people-picker';
import { DayAgenda, WeekAgenda } from '../grid/agenda';
import { type Bar, barsIn, barsOf, type Row } from '../grid/bars';
import { DayGrid } from '../grid/day-grid';
import type { Stretch } from '../grid/drag';
import { titleOf } from '../grid/labels';
import { firstFree, WeekGrid } from '../grid/week-grid';
import { plural, t } from '../i18n';
import { problemText } from '../i18n/problem-text';
import { useSchedule } from '../schedule/use-schedule';
import { type Preferences, readPreferences, writePreferences } from '../session/preferences';
import { layDay } from '../time/day-layout';
import { stepped, visibleDates, visibleRange } from '../time/visible-range';
import { type Millis, localStart, minute, zoned } from '../time/zone';
import { Dialog } from '../ui/dialog';
import { Notices, useNotices } from '../ui/notices';
import { useMedia, useNow } from '../ui/surroundings';
import { sayBooked, sayBusy, whenText } from './outcome-text';
import { Toolbar } from './toolbar';
import { useDirectory } from './use-directory';
import { usePlace } from './use-place';

interface WorkspaceProps {
  api: Api;
  me: Me;
  onSignOut: () => Promise<Problem | null>;
}

type Open =
  | { kind: 'none' }
  | { kind: 'booking'; target: EditTarget | null; form: FormState; problem: Problem | null }
  | { kind: 'details'; bar: Bar }
  | { kind: 'people' };

/** A bar on its way to another place, drawn there until the server has answered. */
interface Pending {
  key: string;
  stretch: Stretch;
  rooms: string[];
}

export function Workspace({ api, me, onSignOut }: WorkspaceProps) {
  const [preferences, setPreferences] = useState<Preferences>(() => readPreferences(me.userId));
  const [place, go] = usePlace(me, preferences.zone);
  const { view, date, zone } = place;
  const now = useNow();
  const phone = useMedia('(max-width: 719px)');
  const { from, to } = visibleRange(view, date, zone);
  const schedule = useSchedule(api, from, to);
  const { rooms, bookings, loading } = schedule;
  const directory = useDirectory(api, me, rooms, bookings, preferences.people);
  const { names } = directory;
  const { notices, say, dismiss } = useNotices();
  const [open, setOpen] = useState<Open>({ kind: 'none' });
  const [focusToken, setFocusToken] = useState(0);
  const [pending, setPending] = useState<Pending | null>(null);

  const prefer = (change: Partial<Preferences>) => {
    const next = { ...preferences, ...change };
    setPreferences(next);
    writePreferences(me.userId, next);
  };
  useEffect(() => {
    if (zone !== preferences.zone) prefer({ zone });
  }, [zone]);
  useEffect(() => setPending(null), [schedule.version]);

  const rows = useMemo<Row[]>(() => {
    const shownRooms = rooms
      .filter((room) => !room.disabled)
      .map<Row>((room) => ({
        key: `room:${room.id}`,
        kind: 'room',
        id: room.id,
        name: room.name,
        detail: [plural('grid.seats', room.seats), ...room.features].join(' · '),
      }));
    const people = preferences.people.map<Row>((id) => ({
      key: `person:${id}`,
      kind: 'person',
      id,
      name: names([id]) || t('collision.someone'),
      detail: directory.person(id)?.timeZone.replace(/_/g, ' ') ?? '',
    }));
    return [...shownRooms, ...people];
  }, [rooms, preferences.people, names]);

  const bars = useMemo(() => {
    const seen = loading ? [] : barsIn(bookings, from, to, me.userId);
    return seen.map((bar) => (bar.key === pending?.key ? movedBar(bar, pending) : bar));
  }, [bookings, loading, from, to, me.userId, pending]);

  const close = useCallback(() => {
    setOpen({ kind: 'none' });
    setFocusToken((token) => token + 1);
  }, []);
  const bookAt = useCallback(
    (stretch: Stretch, row: Row | null) => {
      const form = newForm(stretch.start, stretch.end, zone, row?.kind === 'room' ? [row.id] : []);
      const person = row?.kind === 'person' ? directory.person(row.id) : undefined;
      if (person && person.id !== me.userId) form.people = [inviteeOf(person)];
      setOpen({ kind: 'booking', target: null, form, problem: null });
    },
    [zone, directory],
  );
  const bookRow = (row: Row | null) => {
    const day = layDay(date, zone);
    const stretch = firstFree(day, row ? barsOf(bars, row) : [], now);
    if (stretch) bookAt(stretch, row);
  };
  const showDetails = useCallback((bar: Bar) => setOpen({ kind: 'details', bar }), []);

  const move = async (bar: Bar, from: Row, to: Row, stretch: Stretch) => {
    const { booking, occurrence } = bar;
    const target = { booking, occurrence, etag: etagOf(booking) };
    const taken = booking.rooms.map((id) => (id === from.id ? to.id : id));
    const roomsThen = from.key === to.key ? booking.rooms : [...new Set(taken)];
    const longer = stretch.end - stretch.start !== bar.end - bar.start;
    const patch = movePatch(booking, occurrence, {
      start: stretch.start,
      rooms: roomsThen,
      ...(longer ? { duration: stretch.end - stretch.start } : {}),
    });
    setPending({ key: bar.key, stretch, rooms: roomsThen });
    try {
      const outcome = await api.change(booking.id, target.etag, patch, new Intent().keyFor(patch));
      const time = whenText(stretch.start, stretch.end, zone);
      say('good', t('outcome.moved', { title: titleOf(booking), time }));
      sayBusy(say, outcome, zone, names);
    } catch (thrown) {
      setPending(null);
      const problem = asProblem(thrown);
      if (problem.kind === 'conflict') {
        const form = movedForm(formOf(booking, occurrence), booking, stretch, longer, roomsThen);
        setOpen({ kind: 'booking', target, form, problem });
      } else {
        say('bad', problemText(problem));
      }
    }
    schedule.reload();
  };
  const carry = (bar: Bar, from: Row, to: Row, days: number) => {
    if (days === 0 && from.key === to.key) return;
    const start = zoned(bar.start, zone).add({ days }).epochMilliseconds;
    void move(bar, from, to, { start, end: start + (bar.end - bar.start) });
  };

  const shared = { zone, now, rows, bars, loading, roomNames: names, onOpen: showDetails };
  const gridOnly = {
    focusToken,
    onBook: (row: Row, stretch: Stretch) => bookAt(stretch, row),
    onStep: (direction: 1 | -1) => go({ date: stepped(view, date, direction) }),
    onHide: (row: Row) => prefer({ people: preferences.people.filter((id) => id !== row.id) }),
  };
  const dates = visibleDates(view, date);
  const openDay = (day: typeof date) => go({ view: 'day', date: day });

  return (
    <div class={phone ? 'workspace phone' : 'workspace'}>
      <a class="skip" href="#schedule" onClick={skipToSchedule}>
        {t('nav.skip')}
      </a>
      <Toolbar
        me={me}
        place={place}
        now={now}
        feed={schedule.feed}
        phone={phone}
        peopleShown={preferences.people.length}
        go={go}
        onPeople={() => setOpen({ kind: 'people' })}
        onBook={() => bookRow(null)}
        onSignOut={async () => {
          const problem = await onSignOut();
          if (problem) say('bad', problemText(problem));
        }}
      />
      {schedule.problem && (
        <div class="banner page-banner" role="alert" data-testid="load-problem">
          {t('problem.load')} {problemText(schedule.problem)}
          <button type="button" class="button" onClick={schedule.reload}>
            {t('problem.retry')}
          </button>
        </div>
      )}
      <main id="schedule" tabIndex={-1} data-testid="schedule" data-loading={loading}>
        {rows.length === 0 ? (
          <p class="empty">{loading ? t('app.loading') : t('grid.noRooms')}</p>
        ) : phone ? (
          view === 'day' ? (
            <DayAgenda {...shared} date={date} onBook={gridOnly.onBook} onBookRow={bookRow} />
          ) : (
            <WeekAgenda {...shared} dates={dates} onDay={openDay} />
          )
        ) : view === 'day' ? (
          <DayGrid {...shared} {...gridOnly} date={date} onMove={(...moved) => void move(...moved)} />
        ) : (
          <WeekGrid {...shared} {...gridOnly} dates={dates} onDay={openDay} onCarry={carry} />
        )}
      </main>
      {!phone && <Legend hint={t(view === 'day' ? 'grid.hint' : 'grid.weekHint')} />}

      {open.kind === 'booking' && (
        <BookingDialog
          api={api}
          target={open.target}
          form={open.form}
          problem={open.problem}
          rooms={rooms}
          bookings={bookings}
          zone={zone}
          names={names}
          onClose={close}
          onDone={(outcome, form) => {
            const title = form.title.trim();
            if (open.target) {
              say('good', t('outcome.saved', { title }));
              if (outcome) sayBusy(say, outcome, zone, names);
            } else if (outcome) {
              sayBooked(say, outcome, title, zone, names);
            }
            close();
            schedule.reload();
          }}
          onGone={(problem) => {
            say('bad', problemText(problem));
            close();
            schedule.reload();
          }}
        />
      )}
      {open.kind === 'details' && (
        <DetailsDialog
          api={api}
          bar={currentBar(bars, open.bar)}
          zone={zone}
          names={names}
          version={schedule.version}
          onClose={close}
          onEdit={(target) => {
            const form = formOf(target.booking, target.occurrence);
            setOpen({ kind: 'booking', target, form, problem: null });
          }}
          onCancelled={(booking: Booking) => {
            say('good', t('outcome.cancelled', { title: titleOf(booking) }));
            close();
            schedule.reload();
          }}
        />
      )}
      {open.kind === 'people' && (
        <Dialog title={t('nav.addPeople')} onClose={close} testid="people-dialog" size="narrow" lightDismiss>
          <PeoplePicker
            api={api}
            label={t('nav.addPeople')}
            testid="people-shown"
            addresses={false}
            people={preferences.people.map((id) => {
              const person = directory.person(id);
              return person ? inviteeOf(person) : { id, name: names([id]) || id, email: '' };
            })}
            onChange={(people) => {
              directory.learn(
                people.flatMap((one) =>
                  one.id === null || directory.person(one.id)
                    ? []
                    : [{ ...one, id: one.id, kind: 'individual', timeZone: '' }],
                ),
              );
              prefer({ people: people.flatMap((one) => one.id ?? []) });
            }}
          />
        </Dialog>
      )}
      <Notices notices={notices} onDismiss={dismiss} />
    </div>
  );
}

function Legend({ hint }: { hint: string }) {
  return (
    <footer class="legend">
      {(['own', 'other', 'imported', 'tentative'] as const).map((look) => (
        <span key={look}>
          <i class={`look-${look}`} aria-hidden="true" /> {t(`legend.${look}`)}
        </span>
      ))}
      <span class="legend-hint">{hint}</span>
    </footer>
  );
}

/** The same occurrence as it is now, for somebody may have moved it since it was opened. */
function currentBar(bars: readonly Bar[], opened: Bar): Bar {
  const { booking, occurrence } = opened;
  const same = bars.find(
    (bar) =>
      bar.booking.id === booking.id && bar.occurrence.recurrenceId === occurrence.recurrenceId,
  );
  return same ?? opened;
}

function movedBar(bar: Bar, pending: Pending): Bar {
  return { ...bar, ...pending.stretch, booking: { ...bar.booking, rooms: pending.rooms } };
}

/** The edit form as if the drag that was refused had been typed in. */
function movedForm(
  form: FormState,
  booking: Booking,
  stretch: Stretch,
  longer: boolean,
  rooms: string[],
): FormState {
  const start = localStart(stretch.start, booking.timeZone);
  const length: Millis = stretch.end - stretch.start;
  const moved = newForm(stretch.start, stretch.end, booking.timeZone, rooms);
  return {
    ...form,
    date: moved.date,
    time: moved.time,
    zone: start.timeZone,
    rooms,
    ...(longer && length >= minute ? { duration: moved.duration } : {}),
  };
}

function skipToSchedule(event: Event): void {
  // The address bar holds the view, so the jump is made without it.
  event.preventDefault();
  document
    .querySelector<HTMLElement>('#schedule [role=gridcell][tabindex="0"], #schedule button')
    ?.focus();
}
