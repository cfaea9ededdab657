// Goal: nothing is booked twice and nothing is lost when answers go astray.
// Method: the real client over a scripted fetch that drops, delays and repeats; no clock runs.

import { describe, expect, it } from 'vitest';
import { Api } from './client';
import { Intent, mintKey } from './intent';
import type { Problem } from './problem';
import type { RetryPlan } from './retry';

type Reply = Response | 'drop';
interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

function server(...replies: Reply[]) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const fetch_ = async (url: unknown, request: RequestInit = {}) => {
    sent.push({
      url: String(url),
      method: request.method ?? 'GET',
      headers: request.headers as Record<string, string>,
      body: request.body === undefined ? undefined : JSON.parse(String(request.body)),
    });
    const reply = replies.shift();
    if (reply === undefined) throw new Error('the script has no further answer');
    if (reply === 'drop') throw new TypeError('Failed to fetch');
    return reply;
  };
  const plan: RetryPlan = {
    attemptsMax: 5,
    firstDelay: 400,
    delayMax: 5000,
    sleep: async (milliseconds) => void waits.push(milliseconds),
  };
  return { api: new Api(fetch_ as typeof fetch, plan), sent, waits };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const request = { title: 'x', start: '2026-11-23T09:00:00', timeZone: 'UTC', duration: 'PT1H' };
const outcome = { id: 'b1', sequence: 1, rooms: [], occurrences: [], conflicts: [] };

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  return promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (thrown: Problem) => thrown,
  );
}

describe('booking', () => {
  it('sends a lost request again with the same key and the same body', async () => {
    const { api, sent, waits } = server('drop', 'drop', json(201, outcome));
    await expect(api.book(request, 'key-1')).resolves.toEqual(outcome);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((one) => one.headers['Idempotency-Key']))).toEqual(new Set(['key-1']));
    expect(new Set(sent.map((one) => JSON.stringify(one.body))).size).toBe(1);
    expect(waits).toEqual([400, 800]);
  });

  it('sends again after 503, as late as the server asks', async () => {
    const busy = json(503, { type: '/problems/in-doubt' }, { 'Retry-After': '2' });
    const { api, sent, waits } = server(busy, json(201, outcome));
    await expect(api.book(request, 'key-1')).resolves.toEqual(outcome);
    expect(sent.map((one) => one.headers['Idempotency-Key'])).toEqual(['key-1', 'key-1']);
    expect(waits).toEqual([2000]);
  });

  it('tells that it is trying again', async () => {
    const { api } = server('drop', json(201, outcome));
    let told = 0;
    api.onRetry = () => void ++told;
    await api.book(request, 'key-1');
    expect(told).toBe(1);
  });

  it('takes a refusal as an answer', async () => {
    const { api, sent } = server(json(409, { type: '/problems/conflict' }));
    expect((await problemOf(api.book(request, 'key-1'))).kind).toBe('conflict');
    expect(sent).toHaveLength(1);
  });

  it('gives up after five attempts and says that the outcome is open', async () => {
    const { api, sent } = server('drop', 'drop', 'drop', 'drop', 'drop');
    const problem = await problemOf(api.book(request, 'key-1'));
    expect(problem.kind).toBe('unreachable');
    expect(problem.unsettled).toBe(true);
    expect(sent).toHaveLength(5);
  });
});

describe('changes and cancellations', () => {
  it('carry the entity tag and a key', async () => {
    const { api, sent } = server('drop', json(200, outcome), new Response(null, { status: 204 }));
    await api.change('b1', '"3"', { title: 'y' }, 'key-2');
    await api.cancel('b1', '"4"', { recurrenceId: '2026-11-23T09:00:00', range: 'this' }, 'key-3');
    expect(sent.map((one) => [one.method, one.headers['If-Match']])).toEqual([
      ['PATCH', '"3"'],
      ['PATCH', '"3"'],
      ['DELETE', '"4"'],
    ]);
    expect(sent[2]!.url).toBe(
      '/api/v1/bookings/b1?recurrenceId=2026-11-23T09%3A00%3A00&range=this',
    );
  });

  it('are told that the booking is stale', async () => {
    const { api } = server(json(412, { type: '/problems/stale' }));
    expect((await problemOf(api.change('b1', '"1"', {}, 'k'))).kind).toBe('stale');
  });
});

describe('reading', () => {
  it('is not repeated by itself', async () => {
    const { api, sent } = server('drop');
    expect((await problemOf(api.me())).kind).toBe('unreachable');
    expect(sent).toHaveLength(1);
  });

  it('follows the pages of a list', async () => {
    const { api, sent } = server(
      json(200, { items: [{ id: 'r1' }], next: 'p2' }),
      json(200, { items: [{ id: 'r2' }], next: null }),
    );
    expect((await api.rooms()).map((room) => room.id)).toEqual(['r1', 'r2']);
    expect(sent.map((one) => one.url)).toEqual(['/api/v1/rooms', '/api/v1/rooms?cursor=p2']);
  });

  it('notices that the session is gone, but not when signing in fails', async () => {
    const { api } = server(
      json(401, { type: '/problems/unauthorized' }),
      json(401, { type: '/problems/unauthorized' }),
    );
    let gone = 0;
    api.onUnauthorized = () => void ++gone;
    await problemOf(api.signIn('a@example.com', 'wrong'));
    expect(gone).toBe(0);
    await problemOf(api.me());
    expect(gone).toBe(1);
  });

  it('keeps ids inside their path segment', async () => {
    const { api, sent } = server(json(404, {}));
    await problemOf(api.booking('../me?x=1'));
    expect(sent[0]!.url).toBe('/api/v1/bookings/..%2Fme%3Fx%3D1');
  });

  it('survives an answer that is no JSON', async () => {
    const { api } = server(new Response('<html>', { status: 200 }));
    expect((await problemOf(api.me())).kind).toBe('unexpected');
  });
});

describe('an intent', () => {
  const counting = () => {
    let minted = 0;
    return new Intent(() => `key-${++minted}`);
  };

  it('keeps its key while the same request is unsettled', () => {
    const intent = counting();
    expect([intent.keyFor({ a: 1 }), intent.keyFor({ a: 1 })]).toEqual(['key-1', 'key-1']);
  });

  it('is a new one when the request changes or was answered', () => {
    const intent = counting();
    intent.keyFor({ a: 1 });
    expect(intent.keyFor({ a: 2 })).toBe('key-2');
    intent.settled();
    expect(intent.keyFor({ a: 2 })).toBe('key-3');
  });

  it('has a version 4 UUID as its key', () => {
    expect(mintKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
