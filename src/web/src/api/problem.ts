// Refusals of the server (RFC 9457 problem documents) and failures to reach it, as one type that
// the views can ask: what kind is it, and what sentence does a person get to read.

import type { Alternative, Conflict } from './types';

export type ProblemKind =
  | 'unreachable'
  | 'invalid-input'
  | 'not-found'
  | 'unauthorized'
  | 'forbidden'
  | 'conflict'
  | 'expired'
  | 'impossible'
  | 'stale'
  | 'overloaded'
  | 'in-doubt'
  | 'resync'
  | 'unexpected';

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly status: number,
    /** The server's sentence: what is wrong and what would be right. Shown as text only. */
    readonly detail: string,
    readonly pointer: string | null = null,
    readonly conflicts: Conflict[] = [],
    readonly more = 0,
    readonly alternatives: Alternative[] = [],
  ) {
    super(detail || kind);
  }

  /** True when the request may have taken effect although no answer says so. */
  get unsettled(): boolean {
    return (
      this.kind === 'unreachable' || this.kind === 'in-doubt' || this.kind === 'overloaded'
    );
  }
}

const bySlug: Record<string, ProblemKind> = {
  'invalid-input': 'invalid-input',
  'unknown-member': 'invalid-input',
  'precondition-required': 'unexpected',
  'key-reused': 'unexpected',
  'too-large': 'invalid-input',
  'not-found': 'not-found',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  conflict: 'conflict',
  expired: 'expired',
  impossible: 'impossible',
  stale: 'stale',
  overloaded: 'overloaded',
  'in-doubt': 'in-doubt',
  resync: 'resync',
};

// For answers without a problem document, as a proxy in between writes them.
const byStatus: Record<number, ProblemKind> = {
  400: 'invalid-input',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'resync',
  412: 'stale',
  413: 'invalid-input',
  422: 'impossible',
  502: 'in-doubt',
  503: 'overloaded',
  504: 'in-doubt',
};

const conflictsMax = 100;
const alternativesMax = 12;

/** Reads any body, a hostile or empty one too: what is not of the right shape counts as absent. */
export function problemFrom(status: number, body: unknown): Problem {
  const document = isRecord(body) ? body : {};
  const slug = typeof document.type === 'string' ? (document.type.split('/').pop() ?? '') : '';
  const kind = (Object.hasOwn(bySlug, slug) ? bySlug[slug] : byStatus[status]) ?? 'unexpected';
  return new Problem(
    kind,
    status,
    text(document.detail) || text(document.title),
    text(document.pointer) || null,
    list(document.conflicts).filter(isConflict).slice(0, conflictsMax),
    typeof document.more === 'number' ? document.more : 0,
    list(document.alternatives).filter(isAlternative).slice(0, alternativesMax),
  );
}

export function unreachable(): Problem {
  return new Problem('unreachable', 0, '');
}

/** Whatever was thrown, as a problem. A programmer's mistake becomes `unexpected`. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem('unexpected', 0, thrown instanceof Error ? thrown.message : '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isConflict(value: unknown): value is Conflict {
  if (!isRecord(value) || !isRecord(value.interval)) return false;
  return (
    typeof value.user === 'string' &&
    isInstant(value.interval.start) &&
    isInstant(value.interval.end) &&
    (value.with === null || typeof value.with === 'string')
  );
}

function isAlternative(value: unknown): value is Alternative {
  return (
    isRecord(value) &&
    isInstant(value.start) &&
    isInstant(value.end) &&
    Array.isArray(value.rooms) &&
    value.rooms.every((room) => typeof room === 'string')
  );
}
