// One submission, settled: a request whose effect is unknown is sent again, the very same request
// with the very same key, until an answer says what became of it. The server then answers the
// second copy as it answered the first, so nothing is booked twice.

import { type Problem, unreachable } from './problem';

export interface RetryPlan {
  /** Sends in all, the first included. */
  attemptsMax: number;
  /** Wait before the second send, doubled each time, in milliseconds. */
  firstDelay: number;
  delayMax: number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Told before each repetition, so that the page can say that it is still trying. */
  onRetry?: (attempt: number) => void;
}

export const patient: RetryPlan = {
  attemptsMax: 5,
  firstDelay: 400,
  delayMax: 5000,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Statuses after which the request may or may not have taken effect. */
const unsettledStatuses = new Set([502, 503, 504]);

/**
 * Calls `send` until it answers with a settled status. Throws an `unreachable` problem when the
 * last attempt did not reach the server; an unsettled last answer is returned as it is.
 */
export async function settle(
  send: () => Promise<Response>,
  plan: RetryPlan = patient,
): Promise<Response> {
  let delay = plan.firstDelay;
  for (let attempt = 1; ; ++attempt) {
    let answer: Response | Problem;
    try {
      answer = await send();
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      answer = unreachable();
    }
    const settled = answer instanceof Response && !unsettledStatuses.has(answer.status);
    if (settled || attempt >= plan.attemptsMax) {
      if (answer instanceof Response) return answer;
      throw answer;
    }
    const asked = answer instanceof Response ? retryAfter(answer) : 0;
    await plan.sleep(Math.min(Math.max(delay, asked), plan.delayMax));
    plan.onRetry?.(attempt + 1);
    delay *= 2;
  }
}

/** Retry-After in milliseconds; only its seconds form, 0 when absent or odd. */
function retryAfter(answer: Response): number {
  const seconds = Number(answer.headers.get('Retry-After'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
