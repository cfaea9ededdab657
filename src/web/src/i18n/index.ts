// Texts by key, with values filled in. The language is the first of the browser's that has a
// table; English otherwise.

import { en, type MessageKey, type Messages } from './en';

const tables: Record<string, Messages> = { en };

export type { MessageKey };
export type Values = Record<string, string | number>;

/** Base names of the keys that come as _one and _other. */
type PluralKey = MessageKey extends infer Key
  ? Key extends `${infer Base}_other`
    ? Base
    : never
  : never;

function preferred(): { language: string; locale: string } {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  for (const tag of wanted) {
    const language = tag.split('-')[0] ?? '';
    if (Object.hasOwn(tables, language)) return { language, locale: tag };
  }
  return { language: 'en', locale: 'en-GB' };
}

const chosen = preferred();
const plurals = new Intl.PluralRules(chosen.locale);

/** The tag for dates and numbers: the table's language with the browser's region. */
export function locale(): string {
  return chosen.locale;
}

export function language(): string {
  return chosen.language;
}

export function t(key: MessageKey, values: Values = {}): string {
  return fill((tables[chosen.language] ?? en)[key], values);
}

export function plural(key: PluralKey, count: number, values: Values = {}): string {
  const form = `${key}_${plurals.select(count)}`;
  const known = Object.hasOwn(en, form) ? form : `${key}_other`;
  return t(known as MessageKey, { count, ...values });
}

/** "a, b and c", as the language joins names. */
export function joined(names: readonly string[]): string {
  return new Intl.ListFormat(chosen.locale, { type: 'conjunction' }).format(names);
}

/** Replaces {name} by its value; a value is never searched for placeholders again. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
