// A problem as the sentence that a person reads: ours for what the page knows how to mend, the
// server's own where it knows better what is wrong with the input.

import type { Problem, ProblemKind } from '../api/problem';
import { type MessageKey, t } from './index';

const serverKnowsBetter = new Set<ProblemKind>([
  'invalid-input',
  'impossible',
  'forbidden',
  'unexpected',
]);

export function problemText(problem: Problem): string {
  if (serverKnowsBetter.has(problem.kind) && problem.detail !== '') return problem.detail;
  return t(`problem.${problem.kind}` satisfies MessageKey);
}
