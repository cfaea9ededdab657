// A DEVELOPMENT AID, never part of the build: an in-memory stand-in for the server, so that the
// page can be worked on and its tests written without one. It follows the API closely enough for
// that; it keeps nothing and proves nothing about the server.

import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Booking, Conflict, Occurrence, RecurrenceRule } from '../src/api/types';

export interface MockRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

export interface MockAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Account {
  userId: string;
  email: string;
  name: string;
  password: string;
  role: 'admin' | 'member';
  timeZone: string;
}

interface Stored extends Omit<Booking, 'occurrences' | 'canEdit'> {
  /** Occurrences cancelled, and those moved, by recurrence id. */
  removed: Set<string>;
  moved: Map<string, { start: string; timeZone: string; duration: string; title?: string; rooms?: string[] }>;
  skipped: Set<string>;
}

interface Span extends Occurrence {
  from: number;
  to: number;
  rooms: string[];
}

const quarter = 15 * 60_000;
const days = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

export class MockWorld {
  readonly accounts: Account[] = [];
  readonly rooms = new Map<string, { id: string; name: string; seats: number; features: string[] }>();
  readonly bookings = new Map<string, Stored>();
  readonly log: { cursor: string; type: string; bookingId: string; sequence: number; users: string[] }[] = [];
  private readonly sessions = new Map<string, Account>();
  private readonly answers = new Map<string, { body: string; answer: MockAnswer }>();
  private readonly watchers = new Set<(entry: unknown) => void>();

  constructor() {
    seed(this);
  }

  session(headers: MockRequest['headers']): Account | undefined {
    const token = /(?:^|; )timewright=([^;]+)/.exec(String(headers.cookie ?? ''))?.[1];
    return this.sessions.get(token ?? '');
  }

  watch(watcher: (entry: unknown) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  get cursor(): string {
    return `c${this.log.length}`;
  }

  since(cursor: string): unknown[] | null {
    const at = /^c(\d+)$/.exec(cursor)?.[1];
    return at === undefined || Number(at) > this.log.length ? null : this.log.slice(Number(at));
  }

  handle(request: MockRequest): MockAnswer {
    const { method, path } = request;
    if (method === 'POST' && path === '/session') return this.signIn(request);
    const me = this.session(request.headers);
    if (!me) return problem(401, 'unauthorized', 'Sign in first.');
    const key = request.headers['idempotency-key'];
    if (method === 'GET' || typeof key !== 'string') return this.route(request, me);
    const body = JSON.stringify([method, path, request.body]);
    const known = this.answers.get(`${me.userId} ${key}`);
    if (known) {
      return known.body === body
        ? known.answer
        : problem(422, 'key-reused', 'This Idempotency-Key belongs to another request.');
    }
    const answer = this.route(request, me);
    this.answers.set(`${me.userId} ${key}`, { body, answer });
    return answer;
  }

  private route(request: MockRequest, me: Account): MockAnswer {
    const { method, path, query } = request;
    const id = /^\/bookings\/([^/]+)$/.exec(path)?.[1];
    if (path === '/session' && method === 'DELETE') {
      for (const [token, account] of this.sessions) if (account === me) this.sessions.delete(token);
      return { status: 204 };
    }
    if (path === '/me') return { status: 200, body: this.meOf(me) };
    if (path === '/rooms') return { status: 200, body: { items: this.roomList(), next: null } };
    if (path === '/users') return { status: 200, body: { items: this.people(query.get('q') ?? ''), next: null } };
    if (path.startsWith('/users/')) {
      const person = this.people('').find((one) => one.id === path.slice(7));
      return person ? { status: 200, body: person } : problem(404, 'not-found', 'There is no such user.');
    }
    if (path === '/changes') {
      const since = query.get('since');
      if (since === null) return { status: 200, body: { items: [], next: this.cursor } };
      const items = this.since(since);
      return items
        ? { status: 200, body: { items, next: this.cursor } }
        : problem(410, 'resync', 'This cursor is too old. Load everything again.');
    }
    if (path === '/bookings' && method === 'GET') return this.listBookings(query, me);
    if (path === '/bookings' && method === 'POST') return this.book(request, me);
    if (id !== undefined) return this.one(id, request, me);
    return problem(404, 'not-found', 'There is nothing here.');
  }

  private signIn({ body }: MockRequest): MockAnswer {
    const { email, password } = body as { email: string; password: string };
    const account = this.accounts.find((one) => one.email === email && one.password === password);
    if (!account) return problem(401, 'unauthorized', 'The e-mail or the password is wrong.');
    const token = randomUUID();
    this.sessions.set(token, account);
    return {
      status: 200,
      body: { token, expiresAt: '2099-01-01T00:00:00Z', me: this.meOf(account) },
      headers: { 'Set-Cookie': `timewright=${token}; HttpOnly; SameSite=Strict; Path=/` },
    };
  }

  private meOf({ userId, email, name, role, timeZone }: Account) {
    return { accountId: userId, userId, email, name, role, timeZone, organizationId: 'org' };
  }

  private roomList() {
    return [...this.rooms.values()].map((room) => ({
      ...room,
      kind: 'room',
      capacity: 1,
      timeZone: 'Europe/Lisbon',
      disabled: false,
    }));
  }

  private people(query: string) {
    const wanted = query.toLowerCase();
    return this.accounts
      .filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(wanted))
      .map(({ userId, name, email, timeZone }) => ({ id: userId, kind: 'individual', name, email, timeZone }));
  }

  private listBookings(query: URLSearchParams, me: Account): MockAnswer {
    const from = Date.parse(query.get('from') ?? '');
    const to = Date.parse(query.get('to') ?? '');
    const items = [...this.bookings.values()]
      .map((stored) => this.shown(stored, me, from, to))
      .filter((booking) => booking.occurrences.length > 0);
    return { status: 200, body: { items, next: null } };
  }

  private shown(stored: Stored, me: Account, from = -Infinity, to = Infinity): Booking {
    const { removed: _removed, moved: _moved, skipped: _skipped, ...rest } = stored;
    return {
      ...rest,
      canEdit: !stored.imported && (me.role === 'admin' || stored.organizer === me.userId),
      occurrences: spans(stored)
        .filter((span) => span.from < to && span.to > from)
        .map(({ recurrenceId, start, end }) => ({ recurrenceId, start, end })),
    };
  }

  private one(id: string, request: MockRequest, me: Account): MockAnswer {
    const stored = this.bookings.get(id);
    if (!stored) return problem(404, 'not-found', 'This booking does not exist.');
    const etag = `"${stored.sequence}"`;
    if (request.method === 'GET') {
      return { status: 200, body: this.shown(stored, me), headers: { ETag: etag } };
    }
    if (!this.shown(stored, me).canEdit) return problem(403, 'forbidden', 'Only its organiser may change this booking.');
    const match = request.headers['if-match'];
    if (match === undefined) return problem(428, 'precondition-required', 'Send If-Match.');
    if (match !== etag) return problem(412, 'stale', 'The booking was changed meanwhile.');
    return request.method === 'DELETE' ? this.cancel(stored, request.query) : this.patch(stored, request.body as Record<string, unknown>);
  }

  private cancel(stored: Stored, query: URLSearchParams): MockAnswer {
    const recurrenceId = query.get('recurrenceId');
    if (query.get('range') === 'this' && recurrenceId) {
      stored.removed.add(recurrenceId);
      stored.sequence += 1;
      this.tell('updated', stored);
    } else {
      this.bookings.delete(stored.id);
      this.tell('removed', stored);
    }
    return { status: 204 };
  }

  private patch(stored: Stored, body: Record<string, unknown>): MockAnswer {
    const next: Stored = { ...stored, removed: new Set(stored.removed), moved: new Map(stored.moved) };
    const { recurrenceId, range, participants, ...change } = body as Record<string, any>;
    if (stored.recurrenceRule && range === 'this') {
      const now = spans(stored).find((span) => span.recurrenceId === recurrenceId);
      if (!now) return problem(404, 'not-found', 'There is no such occurrence.');
      const local = Temporal.Instant.from(now.start).toZonedDateTimeISO(stored.timeZone);
      next.moved.set(recurrenceId, {
        start: local.toPlainDateTime().toString({ smallestUnit: 'second' }),
        timeZone: stored.timeZone,
        duration: stored.duration,
        ...stored.moved.get(recurrenceId),
        ...(change as object),
      });
    } else {
      Object.assign(next, change);
    }
    if (participants) next.participants = this.participantsOf(participants);
    const blocked = this.collisions(next);
    if (blocked.length > 0) return this.refusal(next, blocked, recurrenceId);
    next.sequence = stored.sequence + 1;
    this.bookings.set(next.id, next);
    this.tell('updated', next);
    return { status: 200, body: this.outcome(next, []), headers: { ETag: `"${next.sequence}"` } };
  }

  private book(request: MockRequest, me: Account): MockAnswer {
    if (request.headers['idempotency-key'] === undefined) {
      return problem(400, 'invalid-input', 'Send an Idempotency-Key.');
    }
    const body = request.body as Record<string, any>;
    const allowed = ['title', 'start', 'timeZone', 'duration', 'rooms', 'anyRoomOf', 'participants', 'insist', 'recurrenceRule', 'onConflict'];
    const odd = Object.keys(body).find((name) => !allowed.includes(name));
    if (odd) return problem(400, 'unknown-member', `There is no member "${odd}" in a booking.`);
    const stored: Stored = {
      id: randomUUID(),
      sequence: 1,
      title: body.title,
      start: body.start,
      timeZone: body.timeZone,
      duration: body.duration,
      rooms: body.rooms ?? [],
      participants: this.participantsOf(body.participants ?? []),
      organizer: me.userId,
      ...(body.recurrenceRule ? { recurrenceRule: body.recurrenceRule as RecurrenceRule } : {}),
      status: 'confirmed',
      imported: false,
      allDay: false,
      removed: new Set(),
      moved: new Map(),
      skipped: new Set(),
    };
    const choices: string[] = body.anyRoomOf ?? [];
    for (const room of choices) {
      stored.rooms = [room];
      if (this.collisions(stored).length === 0) break;
    }
    let blocked = this.collisions(stored);
    let refused: Span[] = [];
    if (blocked.length > 0 && body.onConflict === 'skip-occurrences') {
      refused = spans(stored).filter((span) => blocked.some((one) => one.recurrenceId === span.recurrenceId));
      stored.skipped = new Set(refused.map((span) => span.recurrenceId));
      blocked = this.collisions(stored);
    }
    if (blocked.length > 0) return this.refusal(stored, blocked, undefined, choices);
    this.bookings.set(stored.id, stored);
    this.tell('created', stored);
    return {
      status: 201,
      body: this.outcome(stored, refused),
      headers: { ETag: '"1"', Location: `/api/v1/bookings/${stored.id}` },
    };
  }

  private outcome(stored: Stored, refused: Span[]) {
    const listed = (list: Span[], outcome: string) =>
      list.map(({ recurrenceId, start, end }) => ({ recurrenceId, start, end, outcome }));
    const applied = spans(stored);
    return {
      id: stored.id,
      sequence: stored.sequence,
      rooms: stored.rooms,
      occurrences: [...listed(applied, 'applied'), ...listed(refused, 'refused')],
      conflicts: this.busyPeople(stored, applied),
    };
  }

  private busyPeople(stored: Stored, applied: Span[]): Conflict[] {
    const people = stored.participants.flatMap((one) => one.user ?? []);
    const conflicts: Conflict[] = [];
    for (const other of this.bookings.values()) {
      if (other.id === stored.id) continue;
      const busy = people.filter((id) => other.organizer === id || other.participants.some((one) => one.user === id));
      for (const span of busy.length > 0 ? spans(other) : []) {
        if (!applied.some((mine) => mine.from < span.to && mine.to > span.from)) continue;
        for (const user of busy) conflicts.push({ user, interval: { start: span.start, end: span.end }, with: other.id });
      }
    }
    return conflicts.slice(0, 100);
  }

  private collisions(stored: Stored): (Conflict & { recurrenceId: string })[] {
    const found: (Conflict & { recurrenceId: string })[] = [];
    const mine = spans(stored);
    for (const other of this.bookings.values()) {
      if (other.id === stored.id) continue;
      for (const span of spans(other)) {
        for (const one of mine) {
          if (one.from >= span.to || one.to <= span.from) continue;
          for (const room of one.rooms.filter((id) => span.rooms.includes(id))) {
            const interval = { start: span.start, end: span.end };
            found.push({ user: room, interval, with: other.id, recurrenceId: one.recurrenceId });
          }
        }
      }
    }
    return found;
  }

  private refusal(
    stored: Stored,
    blocked: (Conflict & { recurrenceId: string })[],
    recurrenceId?: string,
    choices: string[] = [],
  ): MockAnswer {
    const conflicts = blocked.slice(0, 100).map(({ user, interval, with: by }) => ({ user, interval, with: by }));
    return {
      ...problem(409, 'conflict', 'Something else is booked at that time.'),
      body: {
        type: '/problems/conflict',
        title: 'Conflict',
        status: 409,
        detail: 'Something else is booked at that time.',
        conflicts,
        more: Math.max(blocked.length - 100, 0),
        alternatives: this.alternatives(stored, recurrenceId, choices),
      },
    };
  }

  /** The same rooms later or earlier on that day, and another room at the very time. */
  private alternatives(stored: Stored, recurrenceId: string | undefined, choices: string[]) {
    const target = spans(stored).find((span) => recurrenceId === undefined || span.recurrenceId === recurrenceId);
    if (!target) return [];
    const at = (shift: number, rooms: string[]) => {
      const span = { ...target, from: target.from + shift, to: target.to + shift, rooms };
      const free = [...this.bookings.values()].every(
        (other) =>
          other.id === stored.id ||
          spans(other).every((one) => one.from >= span.to || one.to <= span.from || !one.rooms.some((id) => rooms.includes(id))),
      );
      return free ? [{ start: iso(span.from), end: iso(span.to), rooms }] : [];
    };
    const sets = choices.length > 0 ? choices.map((room) => [room]) : [target.rooms];
    const others = target.rooms.length === 1 ? [...this.rooms.keys()].map((id) => [id]) : [];
    const steps = Array.from({ length: 32 }, (_, step) => [step + 1, -step - 1]).flat();
    const shifted = steps.flatMap((step) => sets.flatMap((rooms) => at(step * quarter, rooms)));
    const elsewhere = others.flatMap((rooms) => at(0, rooms));
    return [...shifted.slice(0, 3), ...elsewhere.slice(0, 2)];
  }

  private participantsOf(list: string[]): Booking['participants'] {
    return list.map((entry) => {
      const account = this.accounts.find((one) => one.userId === entry || one.email === entry);
      return {
        user: account?.userId ?? null,
        email: account?.email ?? entry,
        name: account?.name ?? '',
        role: 'required',
        participationStatus: 'needs-action',
      };
    });
  }

  private tell(type: string, stored: Stored): void {
    const users = [...stored.rooms, ...stored.participants.flatMap((one) => one.user ?? [])];
    const entry = { cursor: `c${this.log.length + 1}`, type, bookingId: stored.id, sequence: stored.sequence, users };
    this.log.push(entry);
    for (const watcher of this.watchers) watcher(entry);
  }
}

function spans(stored: Stored): Span[] {
  return starts(stored)
    .filter((local) => !stored.removed.has(local) && !stored.skipped.has(local))
    .map((recurrenceId) => {
      const moved = stored.moved.get(recurrenceId);
      const { start, timeZone, duration } = moved ?? { ...stored, start: recurrenceId };
      const begin = Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone);
      const end = begin.add(duration);
      return {
        recurrenceId,
        start: iso(begin.epochMilliseconds),
        end: iso(end.epochMilliseconds),
        from: begin.epochMilliseconds,
        to: end.epochMilliseconds,
        rooms: moved?.rooms ?? stored.rooms,
      };
    });
}

function starts(stored: Stored): string[] {
  const first = Temporal.PlainDateTime.from(stored.start);
  const rule = stored.recurrenceRule;
  const text = (local: Temporal.PlainDateTime) => local.toString({ smallestUnit: 'second' });
  if (!rule) return [text(first)];
  const found: string[] = [];
  for (let step = 0; step < 1000 && found.length < (rule.count ?? 400); ++step) {
    const local = rule.frequency === 'monthly' ? first.add({ months: step }) : first.add({ days: step });
    if (rule.until && text(local) > rule.until) break;
    const wanted = rule.byDay?.map((one) => one.day as string) ?? [days[first.dayOfWeek - 1]!];
    if (rule.frequency === 'weekly' && !wanted.includes(days[local.dayOfWeek - 1]!)) continue;
    found.push(text(local));
  }
  return found;
}

function iso(millis: number): string {
  return Temporal.Instant.fromEpochMilliseconds(millis).toString();
}

function problem(status: number, slug: string, detail: string): MockAnswer {
  return { status, body: { type: `/problems/${slug}`, title: slug, status, detail } };
}

function seed(world: MockWorld): void {
  const account = (userId: string, name: string, role: 'admin' | 'member', timeZone: string) => {
    const email = `${userId}@example.com`;
    world.accounts.push({ userId, email, name, role, timeZone, password: 'timewright' });
  };
  account('ana', 'Ana Souza', 'admin', 'Europe/Lisbon');
  account('ben', 'Ben Okafor', 'member', 'Europe/London');
  account('chiara', 'Chiara Romano', 'member', 'Europe/Rome');
  account('dmitri', 'Dmitri Petrov', 'member', 'America/New_York');
  const room = (id: string, name: string, seats: number, ...features: string[]) =>
    world.rooms.set(id, { id, name, seats, features });
  room('atlas', 'Atlas', 12, 'projector', 'whiteboard');
  room('borealis', 'Borealis', 6, 'video');
  room('cedar', 'Cedar', 4);
  room('delta', 'Delta', 20, 'projector', 'video');
  room('ember', 'Ember', 8, 'whiteboard');
  room('fjord', 'Fjord', 2);

  const today = Temporal.Now.plainDateISO('Europe/Lisbon');
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const add = (day: number, time: string, duration: string, title: string, rooms: string[], who: string[], more: Partial<Stored> = {}) => {
    const id = randomUUID();
    const [organizer = null, ...invited] = who;
    world.bookings.set(id, {
      id,
      sequence: 1,
      title,
      start: `${monday.add({ days: day }).toString()}T${time}:00`,
      timeZone: 'Europe/Lisbon',
      duration,
      rooms,
      participants: invited.map((user) => {
        const person = world.accounts.find((one) => one.userId === user);
        return { user: person ? user : null, email: person?.email ?? user, name: person?.name ?? '', role: 'required', participationStatus: 'accepted' };
      }),
      organizer,
      status: 'confirmed',
      imported: false,
      allDay: false,
      removed: new Set(),
      moved: new Map(),
      skipped: new Set(),
      ...more,
    });
  };
  const weekdays: RecurrenceRule = { frequency: 'weekly', byDay: ['mo', 'tu', 'we', 'th', 'fr'].map((day) => ({ day: day as 'mo' })), count: 60 };
  add(-7, '09:30', 'PT15M', 'Stand-up', ['borealis'], ['ana', 'ben', 'chiara'], { recurrenceRule: weekdays });
  for (let day = 0; day < 7; ++day) {
    add(day, '10:00', 'PT1H', 'Product review', ['atlas'], ['ana', 'ben', 'dmitri']);
    add(day, '11:30', 'PT45M', 'Interview: platform engineer', ['cedar'], ['ben', 'guest@outside.example']);
    add(day, '14:00', 'PT1H30M', 'Budget 2027', ['delta', 'atlas'], ['chiara', 'ana']);
    add(day, '13:00', 'PT30M', '1:1', ['fjord'], ['ben', 'ana']);
    add(day, '16:00', 'PT1H', 'Client call <b>Nord & Süd</b>', ['ember'], ['dmitri'], { imported: true });
    add(day, '08:30', 'PT2H', 'Yoga', ['delta'], ['chiara'], { status: 'tentative' });
  }
  add(1, '15:30', 'PT1H', 'Architecture guild', ['borealis'], ['ana', 'chiara', 'dmitri', 'ben']);
  add(3, '09:00', 'PT3H', 'Quarterly planning', ['ember'], ['ana', 'ben']);
  add(4, '00:00', 'P1D', 'Company holiday', [], ['chiara'], { allDay: true, imported: true });
}
