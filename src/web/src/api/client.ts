// The API of the server, one method per request. Every method throws a Problem and nothing else
// (but AbortError when its signal fires).

import { Problem, problemFrom, unreachable } from './problem';
import { patient, type RetryPlan, settle } from './retry';
import type {
  Booking,
  BookingOutcome,
  BookingPatch,
  BookingRequest,
  ChangeRange,
  FeedEntry,
  Me,
  Page,
  Person,
  Room,
} from './types';

const root = '/api/v1';
/** Pages followed for one list; at the server's page size far more than a screen can show. */
const pagesMax = 50;

export interface Tagged<T> {
  value: T;
  etag: string;
}

export class Api {
  /** Called when a request finds the session gone. */
  onUnauthorized: () => void = () => {};
  /** Called when an answer was lost and the request is sent again. */
  onRetry: () => void = () => {};

  constructor(
    private readonly fetch_: typeof fetch = (...request) => fetch(...request),
    private readonly plan: RetryPlan = patient,
  ) {}

  me(): Promise<Me> {
    return this.read<Me>('/me');
  }

  async signIn(email: string, password: string): Promise<Me> {
    const answer = await this.send('POST', '/session', { body: { email, password } });
    return ((await json(answer)) as { me: Me }).me;
  }

  async signOut(): Promise<void> {
    await this.send('DELETE', '/session', {});
  }

  rooms(): Promise<Room[]> {
    return this.list<Room>('/rooms', {});
  }

  async people(query: string, signal?: AbortSignal): Promise<Person[]> {
    return (await this.read<Page<Person>>(`/users?${encode({ q: query })}`, signal)).items;
  }

  person(id: string): Promise<Person> {
    return this.read<Person>(`/users/${encodeURIComponent(id)}`);
  }

  bookings(from: string, to: string, signal?: AbortSignal): Promise<Booking[]> {
    return this.list<Booking>('/bookings', { from, to }, signal);
  }

  async booking(id: string): Promise<Tagged<Booking>> {
    const answer = await this.send('GET', `/bookings/${encodeURIComponent(id)}`, {});
    const value = (await json(answer)) as Booking;
    return { value, etag: answer.headers.get('ETag') ?? etagOf(value) };
  }

  /** Books; `key` names the intent, so that a repetition cannot book twice. */
  async book(request: BookingRequest, key: string): Promise<BookingOutcome> {
    return (await json(
      await this.send('POST', '/bookings', { body: request, key }),
    )) as BookingOutcome;
  }

  async change(
    id: string,
    etag: string,
    patch: BookingPatch,
    key: string,
  ): Promise<BookingOutcome> {
    const path = `/bookings/${encodeURIComponent(id)}`;
    return (await json(
      await this.send('PATCH', path, { body: patch, key, etag }),
    )) as BookingOutcome;
  }

  async cancel(
    id: string,
    etag: string,
    what: { recurrenceId: string; range: ChangeRange } | null,
    key: string,
  ): Promise<void> {
    const query = what === null ? '' : `?${encode({ ...what })}`;
    await this.send('DELETE', `/bookings/${encodeURIComponent(id)}${query}`, { key, etag });
  }

  /** Entries after the cursor, or with null none and the current end of the feed. */
  changes(since: string | null): Promise<{ items: FeedEntry[]; next: string }> {
    return this.read(since === null ? '/changes' : `/changes?${encode({ since })}`);
  }

  private async list<T>(
    path: string,
    query: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < pagesMax; ++page) {
      const parameters = encode(cursor === null ? query : { ...query, cursor });
      const answer: Page<T> = await this.read<Page<T>>(
        parameters === '' ? path : `${path}?${parameters}`,
        signal,
      );
      items.push(...answer.items);
      cursor = answer.next ?? null;
      if (cursor === null) break;
    }
    return items;
  }

  private async read<T>(path: string, signal?: AbortSignal): Promise<T> {
    return (await json(await this.send('GET', path, signal ? { signal } : {}))) as T;
  }

  private async send(
    method: string,
    path: string,
    options: { body?: unknown; key?: string; etag?: string; signal?: AbortSignal },
  ): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (options.body !== undefined) headers['Content-Type'] = 'application/json';
    if (options.key !== undefined) headers['Idempotency-Key'] = options.key;
    if (options.etag !== undefined) headers['If-Match'] = options.etag;
    const request: RequestInit = { method, headers, credentials: 'same-origin' };
    if (options.body !== undefined) request.body = JSON.stringify(options.body);
    if (options.signal) request.signal = options.signal;
    const once = () => this.fetch_(root + path, request);

    // Only what carries a key is sent again: without one a repetition could act twice.
    const answer =
      options.key === undefined
        ? await reached(once)
        : await settle(once, { ...this.plan, onRetry: () => this.onRetry() });
    if (answer.ok) return answer;
    const problem = problemFrom(answer.status, await answer.json().catch(() => null));
    if (problem.kind === 'unauthorized' && path !== '/session') this.onUnauthorized();
    throw problem;
  }
}

/** The entity tag of a booking as the list shows it: its sequence in quotes. */
export function etagOf(booking: { sequence: number }): string {
  return `"${booking.sequence}"`;
}

function encode(query: Record<string, string>): string {
  return new URLSearchParams(query).toString();
}

async function reached(once: () => Promise<Response>): Promise<Response> {
  try {
    return await once();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw unreachable();
  }
}

async function json(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new Problem('unexpected', answer.status, '');
  }
}
