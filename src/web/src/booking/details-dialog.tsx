// One booking: when, where, who; and the way to change or cancel it.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api, Tagged } from '../api/client';
import { Intent } from '../api/intent';
import { asProblem, type Problem } from '../api/problem';
import type { Booking, ChangeRange, Participant } from '../api/types';
import type { Bar } from '../grid/bars';
import { titleOf } from '../grid/labels';
import { t } from '../i18n';
import { problemText } from '../i18n/problem-text';
import { formatDay, formatSpan } from '../time/format';
import { toMillis } from '../time/zone';
import { Dialog } from '../ui/dialog';
import { Icon, type IconName } from '../ui/icons';
import type { EditTarget } from './booking-dialog';
import { occurrenceOf, targetOf } from './form';
import { ruleText } from './recurrence';

interface DetailsDialogProps {
  api: Api;
  bar: Bar;
  zone: string;
  names: (ids: readonly string[]) => string;
  /** Changes whenever the schedule was loaded again. */
  version: number;
  onClose: () => void;
  onEdit: (target: EditTarget) => void;
  onCancelled: (booking: Booking) => void;
}

export function DetailsDialog(props: DetailsDialogProps) {
  const { api, bar, zone, names } = props;
  const [seen, setSeen] = useState<Tagged<Booking>>({ value: bar.booking, etag: '' });
  const [asking, setAsking] = useState<ChangeRange | null>(null);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [gone, setGone] = useState(false);
  const intent = useRef(new Intent());
  const open = useRef(true);
  useEffect(() => () => void (open.current = false), []);

  const load = async () => {
    try {
      const fresh = await api.booking(bar.booking.id);
      if (open.current) setSeen(fresh);
    } catch (thrown) {
      if (open.current && asProblem(thrown).kind === 'not-found') setGone(true);
    }
  };
  useEffect(() => void load(), [props.version]);

  const booking = seen.value;
  const occurrence = occurrenceOf(booking, bar.occurrence);
  const start = toMillis(occurrence.start);
  const end = toMillis(occurrence.end);
  const recurring = booking.recurrenceRule !== undefined;
  const etag = seen.etag || `"${booking.sequence}"`;

  const cancel = async (range: ChangeRange) => {
    setWorking(true);
    setProblem(null);
    const target = targetOf(booking, occurrence, range);
    const what = target.recurrenceId === undefined ? null : { recurrenceId: target.recurrenceId, range };
    try {
      await api.cancel(booking.id, etag, what, intent.current.keyFor({ id: booking.id, etag, what }));
      props.onCancelled(booking);
    } catch (thrown) {
      const met = asProblem(thrown);
      if (!met.unsettled) intent.current.settled();
      if (!open.current) return;
      setWorking(false);
      if (met.kind === 'not-found') return setGone(true);
      if (met.kind === 'stale') {
        setAsking(null);
        await load();
      }
      setProblem(met);
    }
  };

  const editable = booking.canEdit && !booking.imported && !gone;
  return (
    <Dialog
      title={titleOf(booking)}
      onClose={props.onClose}
      testid="details-dialog"
      size="narrow"
      lightDismiss
      footer={
        editable &&
        (asking === null ? (
          <DetailsActions
            recurring={recurring}
            onAsk={setAsking}
            onEdit={() => props.onEdit({ booking, occurrence, etag })}
          />
        ) : (
          <Confirm
            question={question(booking, recurring, asking, formatDay(start, zone))}
            working={working}
            onYes={() => void cancel(asking)}
            onNo={() => setAsking(null)}
          />
        ))
      }
    >
      {gone && <Banner text={t('details.gone')} />}
      {problem && <Banner text={problemText(problem)} />}
      <dl class="details">
        <Item icon="clock" label={t('details.when')}>
          <b>
            {formatDay(start, zone)}, {booking.allDay ? t('agenda.allDay') : formatSpan(start, end, zone)}
          </b>
          {booking.timeZone !== zone && !booking.allDay && (
            <small>
              {t('form.endingElsewhere', {
                time: formatSpan(start, end, booking.timeZone),
                zone: booking.timeZone.replace(/_/g, ' '),
              })}
            </small>
          )}
          {booking.status !== 'confirmed' && <small>{t(`details.status.${booking.status}`)}</small>}
        </Item>
        {booking.recurrenceRule && (
          <Item icon="repeat" label={t('details.repeats')}>
            {ruleText(booking.recurrenceRule)}
          </Item>
        )}
        <Item icon="pin" label={t('details.where')}>
          {names(booking.rooms) || t('details.noRoom')}
        </Item>
        <Item icon="people" label={t('details.who')}>
          <People booking={booking} names={names} />
        </Item>
      </dl>
      {booking.imported && <p class="hint">{t('details.imported')}</p>}
      {!booking.imported && !booking.canEdit && <p class="hint">{t('details.readOnly')}</p>}
    </Dialog>
  );
}

function People({ booking, names }: { booking: Booking; names: (ids: readonly string[]) => string }) {
  const organizer = booking.organizer;
  const others = booking.participants.filter((one) => one.user === null || one.user !== organizer);
  const organizerName =
    organizer === null
      ? ''
      : booking.participants.find((one) => one.user === organizer)?.name || names([organizer]);
  if (organizerName === '' && others.length === 0) return <>{t('details.nobody')}</>;
  return (
    <ul class="people" data-testid="details-people">
      {organizerName !== '' && (
        <li>
          <bdi>{organizerName}</bdi> <small>{t('details.organizer')}</small>
        </li>
      )}
      {others.map((one) => (
        <li key={one.user ?? one.email}>
          <bdi>{nameOf(one)}</bdi> <small>{t(`details.answer.${one.participationStatus}`)}</small>
        </li>
      ))}
    </ul>
  );
}

function nameOf(participant: Participant): string {
  return participant.name || participant.email;
}

function question(booking: Booking, recurring: boolean, range: ChangeRange, day: string): string {
  const title = titleOf(booking);
  if (!recurring) return t('details.confirm', { title });
  return t(range === 'this' ? 'details.confirmThis' : 'details.confirmAll', { title, day });
}

function DetailsActions(props: {
  recurring: boolean;
  onAsk: (range: ChangeRange) => void;
  onEdit: () => void;
}) {
  return (
    <>
      {props.recurring ? (
        <>
          <button type="button" class="button danger" data-testid="cancel-this" onClick={() => props.onAsk('this')}>
            {t('details.cancelThis')}
          </button>
          <button type="button" class="button danger" data-testid="cancel-all" onClick={() => props.onAsk('all')}>
            {t('details.cancelAll')}
          </button>
        </>
      ) : (
        <button type="button" class="button danger" data-testid="cancel-this" onClick={() => props.onAsk('this')}>
          {t('details.cancel')}
        </button>
      )}
      <button type="button" class="button primary" data-testid="details-edit" data-autofocus onClick={props.onEdit}>
        {t('details.edit')}
      </button>
    </>
  );
}

function Confirm(props: { question: string; working: boolean; onYes: () => void; onNo: () => void }) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    <div class="confirm" role="alertdialog" aria-label={props.question}>
      <p dir="auto">{props.question}</p>
      <button type="button" class="button" disabled={props.working} onClick={props.onNo}>
        {t('details.confirmNo')}
      </button>
      <button
        type="button"
        ref={yes}
        class="button danger-solid"
        disabled={props.working}
        data-testid="cancel-confirm"
        onClick={props.onYes}
      >
        {props.working ? t('details.cancelling') : t('details.confirmYes')}
      </button>
    </div>
  );
}

function Item(props: { icon: IconName; label: string; children: preact.ComponentChildren }) {
  return (
    <div class="detail">
      <dt>
        <Icon name={props.icon} />
        <span class="visually-hidden">{props.label}</span>
      </dt>
      <dd dir="auto">{props.children}</dd>
    </div>
  );
}

function Banner({ text }: { text: string }) {
  return (
    <p class="banner" role="alert" dir="auto" data-testid="details-problem">
      {text}
    </p>
  );
}
