// Goal: every refusal becomes a problem that the page can explain, however odd its body is.
// Method: problem documents as the server writes them, as a proxy does, and as nobody should.

import { describe, expect, it } from 'vitest';
import { en } from '../i18n/en';
import { problemText } from '../i18n/problem-text';
import { asProblem, problemFrom, unreachable } from './problem';

const interval = { start: '2026-11-23T09:00:00Z', end: '2026-11-23T10:00:00Z' };

describe('a problem document', () => {
  it('is known by its slug', () => {
    const problem = problemFrom(400, {
      type: '/problems/unknown-member',
      title: 'Unknown member',
      detail: 'There is no member "colour".',
      pointer: '/colour',
    });
    expect(problem.kind).toBe('invalid-input');
    expect(problem.pointer).toBe('/colour');
    expect(problemText(problem)).toBe('There is no member "colour".');
  });

  it('tells expired from conflict although both are 409', () => {
    expect(problemFrom(409, { type: '/problems/expired' }).kind).toBe('expired');
    expect(problemFrom(409, { type: '/problems/conflict' }).kind).toBe('conflict');
  });

  it('is known by its status where there is no slug, as from a proxy', () => {
    expect(problemFrom(502, null).kind).toBe('in-doubt');
    expect(problemFrom(412, 'nonsense').kind).toBe('stale');
    expect(problemFrom(418, {}).kind).toBe('unexpected');
    expect(problemFrom(409, { type: '/problems/constructor' }).kind).toBe('conflict');
  });

  it('carries conflicts and alternatives', () => {
    const problem = problemFrom(409, {
      type: '/problems/conflict',
      conflicts: [{ user: 'r1', interval, with: 'b1' }, { user: 'r1', interval, with: null }],
      more: 3,
      alternatives: [{ ...interval, rooms: ['r2'] }],
    });
    expect(problem.conflicts).toHaveLength(2);
    expect(problem.more).toBe(3);
    expect(problem.alternatives).toEqual([{ ...interval, rooms: ['r2'] }]);
  });

  it('drops what has not the right shape', () => {
    const problem = problemFrom(409, {
      type: '/problems/conflict',
      detail: { not: 'text' },
      conflicts: [null, 5, { user: 'r1' }, { user: 'r1', interval: { start: 'x', end: 'y' }, with: null }],
      more: 'many',
      alternatives: [{ ...interval, rooms: [1] }, { rooms: [] }],
    });
    expect(problem.conflicts).toEqual([]);
    expect(problem.alternatives).toEqual([]);
    expect(problem.more).toBe(0);
    expect(problem.detail).toBe('');
  });

  it('keeps at most a hundred conflicts', () => {
    const conflicts = Array.from({ length: 500 }, () => ({ user: 'r', interval, with: null }));
    expect(problemFrom(409, { conflicts }).conflicts).toHaveLength(100);
  });
});

describe('the sentence', () => {
  it("is ours where the page knows what to do, the server's where the input is wrong", () => {
    expect(problemText(problemFrom(412, { type: '/problems/stale', detail: 'no match' }))).toBe(
      en['problem.stale'],
    );
    const impossible = { type: '/problems/impossible', detail: 'The rule has no occurrence.' };
    expect(problemText(problemFrom(422, impossible))).toBe('The rule has no occurrence.');
    expect(problemText(unreachable())).toBe(en['problem.unreachable']);
  });

  it('exists for what nobody foresaw', () => {
    expect(problemText(asProblem(undefined))).toBe(en['problem.unexpected']);
  });
});

describe('what may have happened', () => {
  it('is open after no answer, overload and doubt, and settled after a refusal', () => {
    expect(unreachable().unsettled).toBe(true);
    expect(problemFrom(503, { type: '/problems/in-doubt' }).unsettled).toBe(true);
    expect(problemFrom(503, { type: '/problems/overloaded' }).unsettled).toBe(true);
    expect(problemFrom(409, { type: '/problems/conflict' }).unsettled).toBe(false);
  });
});
