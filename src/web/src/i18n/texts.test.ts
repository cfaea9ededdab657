// Goal: texts come out whole, whatever is filled in.
// Method: hostile values, plurals, and every key's placeholders.

import { describe, expect, it } from 'vitest';
import { en } from './en';
import { fill, joined, plural, t } from './index';

describe('texts', () => {
  it('take values as they are, never as placeholders or markup', () => {
    expect(fill('{a} and {b}', { a: '{b}', b: '<b>x</b>' })).toBe('{b} and <b>x</b>');
    expect(fill('{a} {constructor}', { a: '$1 $&' })).toBe('$1 $& {constructor}');
  });

  it('follow the number', () => {
    expect(plural('grid.seats', 1)).toBe('1 seat');
    expect(plural('grid.seats', 12)).toBe('12 seats');
  });

  it('join names as the language does', () => {
    expect(joined(['Atlas', 'Delta', 'Fjord'])).toBe('Atlas, Delta and Fjord');
  });

  it('come in pairs where they are counted, with the same placeholders', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    for (const [key, text] of Object.entries(en)) {
      if (!key.endsWith('_one')) continue;
      const other = en[key.replace(/_one$/, '_other') as keyof typeof en];
      expect(other, key).toBeDefined();
      const optional = names(text).filter((name) => name !== 'count');
      expect(names(other).filter((name) => name !== 'count'), key).toEqual(optional);
    }
  });

  it('name a key that nothing is filled into as it stands', () => {
    expect(t('nav.today')).toBe('Today');
  });
});
