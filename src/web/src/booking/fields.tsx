// The fields of the booking form, each with its label, its hint and its error.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Temporal } from 'temporal-polyfill';
import type { Room } from '../api/types';
import { t } from '../i18n';
import { formatDay, formatSpan, formatTime } from '../time/format';
import { instantOf, wallKind } from '../time/zone';
import { ZoneField } from '../ui/zone-field';
import { durationMillis, durationOptions, type FieldErrors, type FormState, startText } from './form';
import { countMax, type Repeat, weekdayName, weekdayOf, weekdays } from './recurrence';

export interface FieldsProps {
  form: FormState;
  errors: FieldErrors;
  set: (change: Partial<FormState>) => void;
}

function Field(props: { label: string; error?: string | undefined; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      {props.children}
      {props.error && <em class="field-error">{props.error}</em>}
    </label>
  );
}

export function TitleField({ form, errors, set }: FieldsProps) {
  return (
    <Field label={t('form.title')} error={errors.title}>
      <input
        type="text"
        class="title-input"
        dir="auto"
        maxLength={500}
        placeholder={t('form.title.placeholder')}
        aria-invalid={errors.title !== undefined}
        data-autofocus
        data-testid="form-title"
        value={form.title}
        onInput={(event) => set({ title: event.currentTarget.value })}
      />
    </Field>
  );
}

export function RoomsField(props: FieldsProps & { rooms: Room[]; choice: boolean }) {
  const { form, errors, set, rooms } = props;
  const group = useId();
  const open = rooms.filter((room) => !room.disabled || form.rooms.includes(room.id));
  const toggle = (id: string) =>
    set({
      rooms: form.rooms.includes(id) ? form.rooms.filter((one) => one !== id) : [...form.rooms, id],
    });
  return (
    <fieldset class="field" aria-invalid={errors.rooms !== undefined}>
      <legend>{t('form.rooms')}</legend>
      <div class="toggles">
        {open.map((room) => (
          <label key={room.id} class="toggle" data-testid={`form-room-${room.id}`}>
            <input
              type="checkbox"
              checked={form.rooms.includes(room.id)}
              onChange={() => toggle(room.id)}
            />
            <span>
              <bdi>{room.name}</bdi> <small>{room.seats}</small>
            </span>
          </label>
        ))}
      </div>
      {props.choice && form.rooms.length > 1 && (
        <div class="radios" role="radiogroup" aria-label={t('form.rooms.choice')}>
          {(['all', 'any'] as const).map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={group}
                checked={form.roomChoice === choice}
                onChange={() => set({ roomChoice: choice })}
              />
              {t(`form.rooms.${choice}`)}
            </label>
          ))}
        </div>
      )}
      {errors.rooms && <em class="field-error">{errors.rooms}</em>}
    </fieldset>
  );
}

export function WhenFields({ form, errors, set, viewZone }: FieldsProps & { viewZone: string }) {
  const at = instantIn(form);
  return (
    <>
      <div class="field-row when">
        <Field label={t('form.date')} error={errors.when}>
          <input
            type="date"
            aria-invalid={errors.when !== undefined}
            data-testid="form-date"
            value={form.date}
            onInput={(event) => set({ date: event.currentTarget.value })}
          />
        </Field>
        <Field label={t('form.start')}>
          <input
            type="time"
            step={300}
            aria-invalid={errors.when !== undefined}
            data-testid="form-time"
            value={form.time}
            onInput={(event) => set({ time: event.currentTarget.value })}
          />
        </Field>
        <Field label={t('form.duration')} error={errors.duration}>
          <select
            data-testid="form-duration"
            value={form.duration}
            onChange={(event) => set({ duration: event.currentTarget.value })}
          >
            {durationOptions(form.duration).map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        </Field>
        <div class="field">
          <span aria-hidden="true">{t('form.zone')}</span>
          <ZoneField
            label={t('form.zone')}
            zone={form.zone}
            at={at ?? Date.now()}
            testid="form-zone"
            invalid={errors.zone !== undefined}
            onZone={(zone) => set({ zone })}
          />
          {errors.zone && <em class="field-error">{errors.zone}</em>}
        </div>
      </div>
      {at !== null && <WhenHint form={form} at={at} viewZone={viewZone} />}
    </>
  );
}

/** The end, the time in the zone of the view where it is another, and what the clocks do then. */
function WhenHint({ form, at, viewZone }: { form: FormState; at: number; viewZone: string }) {
  const end = at + durationMillis(form);
  const kind = wallKind(startText(form), form.zone);
  const time = form.time.slice(0, 5);
  return (
    <p class="hint" data-testid="form-hint">
      {t('form.ending', { time: formatTime(end, form.zone) })}
      {form.zone !== viewZone &&
        ` · ${t('form.endingElsewhere', {
          time: `${formatDay(at, viewZone)}, ${formatSpan(at, end, viewZone)}`,
          zone: viewZone.replace(/_/g, ' '),
        })}`}
      {kind === 'skipped' && (
        <b class="hint-strong">
          {t('form.hint.skipped', { time, zone: form.zone, actual: formatTime(at, form.zone) })}
        </b>
      )}
      {kind === 'repeated' && (
        <b class="hint-strong">{t('form.hint.repeated', { time, zone: form.zone })}</b>
      )}
    </p>
  );
}

export function RepeatFields({ form, errors, set }: FieldsProps) {
  const kinds: readonly Repeat[] = ['none', 'daily', 'weekly', 'monthly'];
  const first = dateOf(form);
  return (
    <>
      <div class="field-row">
        <Field label={t('form.repeat')}>
          <select
            data-testid="form-repeat"
            value={form.repeat}
            onChange={(event) => set({ repeat: event.currentTarget.value as Repeat })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`form.repeat.${kind}`)}
              </option>
            ))}
          </select>
        </Field>
        {form.repeat !== 'none' && (
          <Field label={t('form.ends')} error={errors.count ?? errors.until}>
            <div class="ends">
              <select
                aria-label={t('form.ends')}
                data-testid="form-ends"
                value={form.ends}
                onChange={(event) => set({ ends: event.currentTarget.value as 'count' | 'until' })}
              >
                <option value="count">{t('form.ends.count')}</option>
                <option value="until">{t('form.ends.until')}</option>
              </select>
              {form.ends === 'count' ? (
                <>
                  <input
                    type="number"
                    min={1}
                    max={countMax}
                    aria-label={t('form.count')}
                    data-testid="form-count"
                    value={form.count}
                    onInput={(event) => set({ count: event.currentTarget.valueAsNumber })}
                  />
                  <span>{t('form.count.unit')}</span>
                </>
              ) : (
                <input
                  type="date"
                  aria-label={t('form.until')}
                  data-testid="form-until"
                  value={form.until}
                  onInput={(event) => set({ until: event.currentTarget.value })}
                />
              )}
            </div>
          </Field>
        )}
      </div>
      {form.repeat === 'weekly' && first && (
        <fieldset class="field">
          <legend>{t('form.weekdays')}</legend>
          <div class="toggles days">
            {weekdays.map((day) => {
              const fixed = weekdayOf(first) === day;
              const on = fixed || form.days.includes(day);
              return (
                <label key={day} class="toggle" title={weekdayName(day, 'long')}>
                  <input
                    type="checkbox"
                    checked={on}
                    disabled={fixed}
                    aria-label={weekdayName(day, 'long')}
                    onChange={() =>
                      set({ days: on ? form.days.filter((one) => one !== day) : [...form.days, day] })
                    }
                  />
                  <span>{weekdayName(day)}</span>
                </label>
              );
            })}
          </div>
        </fieldset>
      )}
    </>
  );
}

function dateOf(form: FormState): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(form.date);
  } catch {
    return null;
  }
}

/** The instant that the form means, or null while it is incomplete. */
function instantIn(form: FormState): number | null {
  try {
    return instantOf(startText(form), form.zone);
  } catch {
    return null;
  }
}
