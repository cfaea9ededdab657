// The head of the page: where one is, how to go elsewhere, and whether the page is live.

import type { Me } from '../api/types';
import type { FeedPhase } from '../feed/machine';
import { initials } from '../grid/row-head';
import { t } from '../i18n';
import { formatDate, formatDates, formatDateShort } from '../time/format';
import { parseDate, stepped, visibleDates } from '../time/visible-range';
import { type Millis, today } from '../time/zone';
import { Icon, Mark } from '../ui/icons';
import { ZoneField } from '../ui/zone-field';
import type { CurrentPlace } from './use-place';

interface ToolbarProps {
  me: Me;
  place: CurrentPlace;
  now: Millis;
  feed: FeedPhase;
  phone: boolean;
  peopleShown: number;
  go: (change: Partial<CurrentPlace>) => void;
  onPeople: () => void;
  onBook: () => void;
  onSignOut: () => void;
}

export function Toolbar(props: ToolbarProps) {
  const { me, place, now, feed, phone, go } = props;
  const dates = visibleDates(place.view, place.date);
  return (
    <header class="toolbar">
      <div class="toolbar-top">
        <div class="brand">
          <Mark />
          <span class="brand-name">{t('app.name')}</span>
          <span class="brand-sub">{t('app.subtitle')}</span>
        </div>
        <div class="toolbar-end">
          <Connection feed={feed} />
          <div class="account">
            <span class="avatar" title={t('nav.account', { name: me.name })}>
              {initials(me.name)}
            </span>
            <button type="button" class="button quiet" data-testid="sign-out" onClick={props.onSignOut}>
              {t('nav.signOut')}
            </button>
          </div>
        </div>
      </div>
      <div class="toolbar-main">
        <nav class="steps" aria-label={t('nav.date')}>
          <button
            type="button"
            class="button"
            data-testid="today"
            onClick={() => go({ date: today(place.zone, Date.now()) })}
          >
            {t('nav.today')}
          </button>
          <div class="pair">
            <StepButton place={place} direction={-1} go={go} />
            <StepButton place={place} direction={1} go={go} />
          </div>
          <input
            type="date"
            class="date-jump"
            aria-label={t('nav.date')}
            data-testid="date"
            value={place.date.toString()}
            onChange={(event) => {
              const date = parseDate(event.currentTarget.value);
              if (date) go({ date });
            }}
          />
        </nav>
        <h1 class="heading" data-testid="heading">
          {place.view === 'week'
            ? formatDates(dates[0]!, dates.at(-1)!)
            : phone
              ? formatDateShort(place.date)
              : formatDate(place.date)}
        </h1>
        <div class="choices">
          <div class="segmented" role="group" aria-label={t('nav.view')}>
            {(['day', 'week'] as const).map((view) => (
              <button
                key={view}
                type="button"
                aria-pressed={place.view === view}
                data-testid={`view-${view}`}
                onClick={() => go({ view })}
              >
                {t(`nav.${view}`)}
              </button>
            ))}
          </div>
          <div class="zone-choice">
            <Icon name="globe" size={16} />
            <ZoneField
              label={t('nav.zone')}
              zone={place.zone}
              at={now}
              testid="zone"
              onZone={(zone) => go({ zone })}
            />
          </div>
          <button type="button" class="button" data-testid="show-people" onClick={props.onPeople}>
            <Icon name="people" size={16} /> {t('nav.people')}
            {props.peopleShown > 0 && <span class="count">{props.peopleShown}</span>}
          </button>
          <button type="button" class="button primary book" data-testid="book" onClick={props.onBook}>
            <Icon name="plus" size={16} /> {t('nav.book')}
          </button>
        </div>
      </div>
    </header>
  );
}

function StepButton(props: {
  place: CurrentPlace;
  direction: 1 | -1;
  go: (change: Partial<CurrentPlace>) => void;
}) {
  const { view, date } = props.place;
  const label = props.direction > 0
    ? t(view === 'day' ? 'nav.nextDay' : 'nav.nextWeek')
    : t(view === 'day' ? 'nav.previousDay' : 'nav.previousWeek');
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      data-testid={props.direction > 0 ? 'next' : 'previous'}
      onClick={() => props.go({ date: stepped(view, date, props.direction) })}
    >
      <Icon name={props.direction > 0 ? 'right' : 'left'} />
    </button>
  );
}

function Connection({ feed }: { feed: FeedPhase }) {
  const phase = feed === 'stopped' ? 'connecting' : feed;
  return (
    <span
      class={`connection connection-${phase}`}
      role="status"
      title={t(phase === 'live' ? 'feed.explain.live' : 'feed.explain.other')}
      data-testid="connection"
      data-phase={phase}
    >
      <i aria-hidden="true" />
      <span class="connection-text">{t(`feed.${phase}`)}</span>
    </span>
  );
}
