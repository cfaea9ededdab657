// What came of a request, in a sentence or two.

import type { BookingOutcome } from '../api/types';
import { plural, t } from '../i18n';
import { formatDay, formatSpan } from '../time/format';
import { toMillis } from '../time/zone';
import type { Say } from '../ui/notices';

type Names = (ids: readonly string[]) => string;

export function whenText(start: number, end: number, zone: string): string {
  return `${formatDay(start, zone)}, ${formatSpan(start, end, zone)}`;
}

export function sayBooked(say: Say, outcome: BookingOutcome, title: string, zone: string, names: Names): void {
  const applied = outcome.occurrences.filter((one) => one.outcome === 'applied');
  const refused = outcome.occurrences.length - applied.length;
  const only = applied[0];
  if (applied.length === 1 && only) {
    const time = whenText(toMillis(only.start), toMillis(only.end), zone);
    say('good', t('outcome.booked', { title, time }));
  } else {
    say('good', plural('outcome.bookedSeries', applied.length, { title }));
  }
  if (refused > 0) say('warn', plural('outcome.skipped', refused));
  sayBusy(say, outcome, zone, names);
}

/** People who are busy at that time but were only informed. */
export function sayBusy(say: Say, outcome: BookingOutcome, zone: string, names: Names): void {
  const shownMax = 5;
  const busy = outcome.conflicts.slice(0, shownMax).map((conflict) =>
    t('outcome.busyOne', {
      name: names([conflict.user]) || t('collision.someone'),
      time: formatSpan(toMillis(conflict.interval.start), toMillis(conflict.interval.end), zone),
    }),
  );
  if (busy.length === 0) return;
  const more = outcome.conflicts.length - busy.length;
  if (more > 0) busy.push(plural('collision.more', more));
  say('warn', t('outcome.busy', { people: busy.join(', ') }));
}
