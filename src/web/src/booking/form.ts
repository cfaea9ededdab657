// What the booking form holds, what is wrong with it, and the requests that it makes.

import { Temporal } from 'temporal-polyfill';
import type {
  Alternative,
  Booking,
  BookingPatch,
  BookingRequest,
  ChangeRange,
  Occurrence,
} from '../api/types';
import { t } from '../i18n';
import { isoToMinutes, minutesToIso } from '../time/duration';
import { parseDate } from '../time/visible-range';
import {
  instantOf,
  isZone,
  localStart,
  type Millis,
  minute,
  toInstant,
  toMillis,
  wallText,
} from '../time/zone';
import { countMax, type Repetition, ruleOf, weekdayOf } from './recurrence';

export interface Invitee {
  /** Null for somebody outside, known by address only. */
  id: string | null;
  name: string;
  email: string;
}

export interface FormState extends Repetition {
  title: string;
  rooms: string[];
  /** With more than one room: every one of them, or whichever is free. */
  roomChoice: 'all' | 'any';
  /** YYYY-MM-DD and HH:MM[:SS], in `zone`. */
  date: string;
  time: string;
  zone: string;
  duration: string;
  people: Invitee[];
}

export type Field = 'title' | 'rooms' | 'when' | 'zone' | 'duration' | 'count' | 'until';
export type FieldErrors = Partial<Record<Field, string>>;

export function newForm(from: Millis, to: Millis, zone: string, rooms: string[]): FormState {
  const start = localStart(from, zone);
  const date = Temporal.PlainDate.from(start.start.slice(0, 10));
  return {
    title: '',
    rooms,
    roomChoice: 'all',
    ...dateAndTime(start.start),
    zone: start.timeZone,
    duration: minutesToIso(Math.max(Math.round((to - from) / minute), 15)),
    people: [],
    repeat: 'none',
    days: [weekdayOf(date)],
    ends: 'count',
    count: 10,
    until: date.add({ months: 3 }).toString(),
  };
}

/** The form for one occurrence of a booking, in the booking's own zone. */
export function formOf(booking: Booking, occurrence: Occurrence): FormState {
  const from = toMillis(occurrence.start);
  const to = toMillis(occurrence.end);
  return {
    ...newForm(from, to, booking.timeZone, [...booking.rooms]),
    title: booking.title,
    duration: booking.duration,
    people: booking.participants
      .filter((one) => one.role !== 'chair' || one.user !== booking.organizer)
      .map((one) => ({ id: one.user, name: one.name, email: one.email })),
  };
}

export function startText(form: FormState): string {
  return `${form.date}T${form.time.length === 5 ? `${form.time}:00` : form.time}`;
}

export function durationMillis(form: { duration: string }): Millis {
  return (isoToMinutes(form.duration) ?? 0) * minute;
}

export function fieldErrors(form: FormState): FieldErrors {
  const errors: FieldErrors = {};
  if (form.title.trim() === '') errors.title = t('form.error.title');
  if (form.rooms.length === 0 && form.people.length === 0) errors.rooms = t('form.error.rooms');
  const date = parseDate(form.date);
  if (date === null || !/^\d{2}:\d{2}(:\d{2})?$/.test(form.time)) {
    errors.when = t('form.error.when');
  }
  if (!isZone(form.zone)) errors.zone = t('form.error.zone');
  if ((isoToMinutes(form.duration) ?? 0) <= 0) errors.duration = t('form.error.duration');
  if (form.repeat !== 'none' && form.ends === 'count') {
    const fits = Number.isInteger(form.count) && form.count >= 1 && form.count <= countMax;
    if (!fits) errors.count = t('form.error.count', { max: countMax });
  }
  if (form.repeat !== 'none' && form.ends === 'until') {
    const until = parseDate(form.until);
    if (until === null || (date !== null && Temporal.PlainDate.compare(until, date) < 0)) {
      errors.until = t('form.error.until');
    }
  }
  return errors;
}

/** The request of a form without errors. */
export function requestOf(form: FormState): BookingRequest {
  const request: BookingRequest = {
    title: form.title.trim(),
    start: startText(form),
    timeZone: form.zone,
    duration: form.duration,
  };
  if (form.rooms.length > 1 && form.roomChoice === 'any') request.anyRoomOf = form.rooms;
  else if (form.rooms.length > 0) request.rooms = form.rooms;
  if (form.people.length > 0) request.participants = participantsOf(form);
  const rule = ruleOf(form, Temporal.PlainDate.from(form.date));
  if (rule !== null) request.recurrenceRule = rule;
  return request;
}

/** The same request at a time and in the rooms that the server offered. */
export function withAlternative(form: FormState, alternative: Alternative): FormState {
  const start = localStart(toMillis(alternative.start), form.zone);
  return {
    ...form,
    ...dateAndTime(start.start),
    zone: start.timeZone,
    rooms: alternative.rooms.length > 0 ? alternative.rooms : form.rooms,
    roomChoice: 'all',
  };
}

/** Only what differs; null when nothing does. */
export function patchOf(
  before: FormState,
  after: FormState,
  booking: Booking,
  occurrence: Occurrence,
  range: ChangeRange,
): BookingPatch | null {
  const patch: BookingPatch = {};
  if (after.title.trim() !== before.title) patch.title = after.title.trim();
  if (!sameList(after.rooms, before.rooms)) patch.rooms = after.rooms;
  if (after.duration !== before.duration) patch.duration = after.duration;
  if (!sameList(participantsOf(after), participantsOf(before))) {
    patch.participants = participantsOf(after);
  }
  if (startText(after) !== startText(before) || after.zone !== before.zone) {
    const all = booking.recurrenceRule !== undefined && range === 'all';
    patch.start = all
      ? shiftedStart(booking.start, startText(before), startText(after))
      : startText(after);
    patch.timeZone = after.zone;
  }
  if (Object.keys(patch).length === 0) return null;
  return { ...patch, ...targetOf(booking, occurrence, range) };
}

/** A move to another time, and perhaps from one room to another, of one occurrence. */
export function movePatch(
  booking: Booking,
  occurrence: Occurrence,
  to: { start: Millis; duration?: Millis; rooms?: string[] },
): BookingPatch {
  const patch: BookingPatch = {};
  if (to.start !== toMillis(occurrence.start)) {
    Object.assign(patch, localStart(to.start, booking.timeZone));
  }
  if (to.rooms && !sameList(to.rooms, booking.rooms)) patch.rooms = to.rooms;
  if (to.duration !== undefined) patch.duration = minutesToIso(Math.round(to.duration / minute));
  return { ...patch, ...targetOf(booking, occurrence, 'this') };
}

/** Which occurrences a change or cancellation is for; nothing to say about a single meeting. */
export function targetOf(
  booking: Booking,
  occurrence: Occurrence,
  range: ChangeRange,
): { recurrenceId?: string; range?: ChangeRange } {
  if (booking.recurrenceRule === undefined) return {};
  return { recurrenceId: occurrence.recurrenceId, range };
}

/**
 * The same occurrence in a booking that was loaded again. A single meeting without a list of
 * occurrences is where its start says; one of a series that is not listed is where it was seen.
 */
export function occurrenceOf(booking: Booking, before: Occurrence): Occurrence {
  const listed = booking.occurrences ?? [];
  const same = listed.find((one) => one.recurrenceId === before.recurrenceId);
  if (same) return same;
  if (booking.recurrenceRule !== undefined) return before;
  if (listed[0]) return listed[0];
  const start = instantOf(booking.start, booking.timeZone);
  return {
    recurrenceId: before.recurrenceId,
    start: toInstant(start),
    end: toInstant(start + durationMillis(booking)),
  };
}

/**
 * The series' start moved by as much wall time as one of its occurrences was: ten o'clock every
 * Monday becomes eleven o'clock every Monday, whichever Monday was in view.
 */
export function shiftedStart(seriesStart: string, before: string, after: string): string {
  const shift = Temporal.PlainDateTime.from(before).until(after, { largestUnit: 'day' });
  return wallText(Temporal.PlainDateTime.from(seriesStart).add(shift));
}

export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return t('duration.minutes', { minutes: rest });
  if (rest === 0) return t('duration.hours', { hours });
  return t('duration.hoursMinutes', { hours, minutes: rest });
}

const durationChoices = [15, 30, 45, 60, 75, 90, 105, 120, 150, 180, 240, 300, 360, 480];

/** The lengths to choose from, the present one among them whatever it is. */
export function durationOptions(current: string): { value: string; label: string }[] {
  const minutes = isoToMinutes(current);
  const options = durationChoices.map((choice) => ({ minutes: choice, value: minutesToIso(choice) }));
  if (minutes !== null && minutes > 0) {
    const same = options.find((option) => option.minutes === minutes);
    if (same) same.value = current;
    else options.push({ minutes, value: current });
  }
  return options
    .sort((a, b) => a.minutes - b.minutes)
    .map((option) => ({ value: option.value, label: durationText(option.minutes) }));
}

const address = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/;

export function isAddress(text: string): boolean {
  return text.length <= 254 && address.test(text);
}

function participantsOf(form: FormState): string[] {
  return form.people.map((one) => one.id ?? one.email);
}

function dateAndTime(start: string): { date: string; time: string } {
  const [date = '', time = ''] = start.split('T');
  return { date, time: time.endsWith(':00') ? time.slice(0, 5) : time };
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
