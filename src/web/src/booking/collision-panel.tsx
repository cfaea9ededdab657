// What stands in the way of a booking, and the nearest times at which nothing does.

import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { Api } from '../api/client';
import type { Problem } from '../api/problem';
import type { Alternative, Booking, Conflict } from '../api/types';
import { titleOf } from '../grid/labels';
import { plural, t } from '../i18n';
import { formatDay, formatSpan } from '../time/format';
import { toMillis } from '../time/zone';
import { Icon } from '../ui/icons';

interface CollisionPanelProps {
  api: Api;
  problem: Problem;
  bookings: readonly Booking[];
  zone: string;
  names: (ids: readonly string[]) => string;
  working: boolean;
  onTake: (alternative: Alternative) => void;
  /** Null where there is nothing to skip: a single meeting. */
  onSkip: (() => void) | null;
}

const shownMax = 6;

export function CollisionPanel(props: CollisionPanelProps) {
  const { problem, zone, names, working } = props;
  const titles = useTitles(props.api, problem.conflicts, props.bookings);
  const heading = useId();
  const panel = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const shown = problem.conflicts.slice(0, shownMax);
  const more = problem.conflicts.length - shown.length + problem.more;
  const total = problem.conflicts.length + problem.more;

  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
    first.current?.focus({ preventScroll: true });
  }, [problem]);

  return (
    <div class="collision" role="alert" data-testid="collision" ref={panel}>
      <h3>
        <Icon name="alert" /> {t('collision.title')}
      </h3>
      {total > 0 && <p>{plural('collision.lead', total)}</p>}
      <ul class="blockers">
        {shown.map((conflict, at) => (
          <li key={at} data-testid="blocker">
            <b dir="auto">{names([conflict.user]) || t('collision.someone')}</b>
            <span>
              {formatDay(toMillis(conflict.interval.start), zone)},{' '}
              {formatSpan(toMillis(conflict.interval.start), toMillis(conflict.interval.end), zone)}
            </span>
            <span class="blocker-title" dir="auto">
              {(conflict.with !== null && titles[conflict.with]) || t('collision.hidden')}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="hint">{plural('collision.more', more)}</p>}
      {problem.alternatives.length === 0 ? (
        <p class="hint">{t('collision.noAlternatives')}</p>
      ) : (
        <>
          <h4 id={heading}>{t('collision.alternatives')}</h4>
          <div class="alternatives" role="group" aria-labelledby={heading}>
            {problem.alternatives.map((alternative, at) => (
              <AlternativeButton
                key={`${alternative.start}${alternative.rooms.join()}`}
                innerRef={at === 0 ? first : null}
                alternative={alternative}
                zone={zone}
                rooms={names(alternative.rooms)}
                disabled={working}
                onTake={() => props.onTake(alternative)}
              />
            ))}
          </div>
        </>
      )}
      {props.onSkip && (
        <button
          type="button"
          class="button"
          disabled={working}
          data-testid="collision-skip"
          onClick={props.onSkip}
        >
          {t('collision.skip')}
        </button>
      )}
    </div>
  );
}

interface AlternativeButtonProps {
  innerRef: preact.RefObject<HTMLButtonElement> | null;
  alternative: Alternative;
  zone: string;
  rooms: string;
  disabled: boolean;
  onTake: () => void;
}

function AlternativeButton(props: AlternativeButtonProps) {
  const start = toMillis(props.alternative.start);
  const span = formatSpan(start, toMillis(props.alternative.end), props.zone);
  const day = formatDay(start, props.zone);
  return (
    <button
      type="button"
      ref={props.innerRef}
      class="alternative"
      disabled={props.disabled}
      data-testid="alternative"
      onClick={props.onTake}
    >
      <small>{day}</small> <b>{span}</b>{' '}
      <small dir="auto">{props.rooms}</small>
    </button>
  );
}

/** Titles of the blocking bookings: of those in view, and asked for where they are not. */
function useTitles(
  api: Api,
  conflicts: readonly Conflict[],
  bookings: readonly Booking[],
): Record<string, string> {
  const [asked, setAsked] = useState<Record<string, string>>({});
  const ids = useMemo(
    () => [...new Set(conflicts.slice(0, shownMax).flatMap((one) => one.with ?? []))],
    [conflicts],
  );
  const known = Object.fromEntries(
    bookings.filter((one) => ids.includes(one.id)).map((one) => [one.id, titleOf(one)]),
  );
  useEffect(() => {
    let current = true;
    for (const id of ids) {
      if (known[id] !== undefined) continue;
      api
        .booking(id)
        .then(({ value }) => {
          if (current) setAsked((titles) => ({ ...titles, [id]: titleOf(value) }));
        })
        // Not to be seen by this person, or gone by now: it stays "a booking you cannot see".
        .catch(() => undefined);
    }
    return () => {
      current = false;
    };
  }, [ids]);
  return { ...asked, ...known };
}
