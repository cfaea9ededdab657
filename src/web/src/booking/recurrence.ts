// The repetitions that the form offers, as RFC 8984 rules, and any rule as a sentence.

import { Temporal } from 'temporal-polyfill';
import type { RecurrenceRule, Weekday } from '../api/types';
import { joined, plural, t, type MessageKey } from '../i18n';
import { formatDateShort, formatWeekday } from '../time/format';

export const weekdays: readonly Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

export type Repeat = 'none' | 'daily' | 'weekly' | 'monthly';

export interface Repetition {
  repeat: Repeat;
  /** For weekly ones; the day of the start always counts as chosen. */
  days: Weekday[];
  ends: 'count' | 'until';
  count: number;
  /** YYYY-MM-DD, included. */
  until: string;
}

export const countMax = 366;

export function weekdayOf(date: Temporal.PlainDate): Weekday {
  return weekdays[date.dayOfWeek - 1]!;
}

/** A Monday, to name weekdays from. */
const monday = Temporal.PlainDate.from('2024-01-01');

export function weekdayName(day: Weekday, style: 'short' | 'long' = 'short'): string {
  return formatWeekday(monday.add({ days: weekdays.indexOf(day) }), style);
}

/** The rule, or null for a single meeting. */
export function ruleOf(form: Repetition, start: Temporal.PlainDate): RecurrenceRule | null {
  if (form.repeat === 'none') return null;
  const rule: RecurrenceRule = { frequency: form.repeat };
  if (form.repeat === 'weekly') {
    const first = weekdayOf(start);
    rule.byDay = weekdays
      .filter((day) => day === first || form.days.includes(day))
      .map((day) => ({ day }));
  }
  if (form.ends === 'count') rule.count = form.count;
  else rule.until = `${form.until}T23:59:59`;
  return rule;
}

export function ruleText(rule: RecurrenceRule): string {
  const interval = rule.interval ?? 1;
  const base = `rule.${rule.frequency}${interval > 1 ? 'Every' : ''}`;
  let text = t(base as MessageKey, { interval });
  if (rule.byDay && rule.byDay.length > 0) {
    const days = joined(rule.byDay.map(({ day }) => weekdayName(day)));
    text = t('rule.on', { rule: text, days });
  }
  if (rule.count !== undefined) return plural('rule.count', rule.count, { rule: text });
  if (rule.until !== undefined) {
    const until = Temporal.PlainDate.from(rule.until.slice(0, 10));
    return t('rule.until', { rule: text, date: formatDateShort(until) });
  }
  return text;
}
