// Books something new or changes a booking. A refusal keeps everything that was entered; a lost
// answer is asked for again with the same key, so no meeting is ever booked twice.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api/client';
import { Intent } from '../api/intent';
import { asProblem, type Problem } from '../api/problem';
import type {
  Alternative,
  Booking,
  BookingOutcome,
  ChangeRange,
  Occurrence,
  Room,
} from '../api/types';
import { t } from '../i18n';
import { problemText } from '../i18n/problem-text';
import { Dialog } from '../ui/dialog';
import { CollisionPanel } from './collision-panel';
import { RepeatFields, RoomsField, TitleField, WhenFields } from './fields';
import {
  fieldErrors,
  type FieldErrors,
  formOf,
  occurrenceOf,
  type FormState,
  patchOf,
  requestOf,
  withAlternative,
} from './form';
import { PeoplePicker } from './people-picker';

/** What is edited: the booking as it was last seen, and which of its occurrences. */
export interface EditTarget {
  booking: Booking;
  occurrence: Occurrence;
  etag: string;
}

export interface BookingDialogProps {
  api: Api;
  target: EditTarget | null;
  form: FormState;
  /** A refusal met before the dialog was opened, as by a drag. */
  problem: Problem | null;
  rooms: Room[];
  bookings: readonly Booking[];
  zone: string;
  names: (ids: readonly string[]) => string;
  onClose: () => void;
  onDone: (outcome: BookingOutcome | null, form: FormState) => void;
  onGone: (problem: Problem) => void;
}

export function BookingDialog(props: BookingDialogProps) {
  const { api } = props;
  const [form, setForm] = useState(props.form);
  const [target, setTarget] = useState(props.target);
  const [range, setRange] = useState<ChangeRange>('this');
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<Problem | null>(props.problem);
  const [working, setWorking] = useState(false);
  const [retrying, setRetrying] = useState(false);
  const intent = useRef(new Intent());
  const closed = useRef(false);
  useEffect(() => () => void (closed.current = true), []);

  const set = (change: Partial<FormState>) => {
    setForm((now) => ({ ...now, ...change }));
    setErrors({});
    // What collided is no longer what is asked for.
    if (problem?.kind === 'conflict') setProblem(null);
  };

  const send = async (asked: FormState, skip: boolean): Promise<BookingOutcome | null> => {
    if (target === null) {
      const request = { ...requestOf(asked), ...(skip ? { onConflict: 'skip-occurrences' as const } : {}) };
      return api.book(request, intent.current.keyFor(request));
    }
    const { booking, occurrence, etag } = target;
    const patch = patchOf(formOf(booking, occurrence), asked, booking, occurrence, range);
    if (patch === null) return null;
    return api.change(booking.id, etag, patch, intent.current.keyFor({ patch, etag }));
  };

  const submit = async (asked: FormState, skip = false) => {
    if (working) return;
    const found = fieldErrors(asked);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setWorking(true);
    setRetrying(false);
    setProblem(null);
    api.onRetry = () => setRetrying(true);
    try {
      const outcome = await send(asked, skip);
      intent.current.settled();
      props.onDone(outcome, asked);
    } catch (thrown) {
      const met = asProblem(thrown);
      if (!met.unsettled) intent.current.settled();
      if (!closed.current) await refused(met);
    } finally {
      api.onRetry = () => {};
      if (!closed.current) setWorking(false);
    }
  };

  const refused = async (met: Problem) => {
    if (met.kind === 'not-found') return props.onGone(met);
    if (met.kind === 'stale' && target) {
      try {
        const fresh = await api.booking(target.booking.id);
        const again = { ...target, booking: fresh.value, etag: fresh.etag };
        again.occurrence = occurrenceOf(fresh.value, target.occurrence);
        setTarget(again);
        setForm(formOf(again.booking, again.occurrence));
      } catch (thrown) {
        return props.onGone(asProblem(thrown));
      }
    }
    setProblem(met);
    return undefined;
  };

  const take = (alternative: Alternative) => {
    const asked = withAlternative(form, alternative);
    setForm(asked);
    void submit(asked);
  };

  const recurring = target?.booking.recurrenceRule !== undefined;
  const editing = target !== null;
  const fields = { form, errors, set };
  const skippable = problem?.kind === 'conflict' && !editing && form.repeat !== 'none';

  return (
    <Dialog
      title={editing ? t('form.edit') : t('form.new')}
      onClose={props.onClose}
      testid="booking-dialog"
      footer={
        <>
          <p class="form-error" role="alert" data-testid="form-error">
            {Object.keys(errors).length > 0 && t('form.error.summary')}
            {working && retrying && t('form.retrying')}
          </p>
          <button type="button" class="button" onClick={props.onClose}>
            {t('form.cancel')}
          </button>
          <button
            type="submit"
            form="booking-form"
            class="button primary"
            disabled={working}
            data-testid="form-submit"
          >
            {working
              ? t(editing ? 'form.saving' : 'form.working')
              : t(editing ? 'form.save' : 'form.book')}
          </button>
        </>
      }
    >
      <form
        id="booking-form"
        class="booking-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(form);
        }}
      >
        {problem?.kind === 'conflict' && (
          <CollisionPanel
            api={api}
            problem={problem}
            bookings={props.bookings}
            zone={props.zone}
            names={props.names}
            working={working}
            onTake={take}
            onSkip={skippable ? () => void submit(form, true) : null}
          />
        )}
        {problem && problem.kind !== 'conflict' && (
          <p class="banner" role="alert" dir="auto" data-testid="form-problem">
            {problemText(problem)}
          </p>
        )}
        {recurring && <RangeField range={range} onRange={setRange} />}
        <TitleField {...fields} />
        <WhenFields {...fields} viewZone={props.zone} />
        <RoomsField {...fields} rooms={props.rooms} choice={!editing} />
        {!editing && <RepeatFields {...fields} />}
        <div class="field">
          <span aria-hidden="true">{t('form.people')}</span>
          <PeoplePicker
            api={api}
            label={t('form.people')}
            testid="form-people"
            people={form.people}
            addresses
            onChange={(people) => set({ people })}
          />
          <p class="hint">{t('form.people.help')}</p>
        </div>
      </form>
    </Dialog>
  );
}

function RangeField(props: { range: ChangeRange; onRange: (range: ChangeRange) => void }) {
  return (
    <fieldset class="field">
      <legend>{t('form.range')}</legend>
      <div class="radios">
        {(['this', 'all'] as const).map((range) => (
          <label key={range}>
            <input
              type="radio"
              name="range"
              checked={props.range === range}
              data-testid={`form-range-${range}`}
              onChange={() => props.onRange(range)}
            />
            {t(`form.range.${range}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

