// What bars and cells are called, for the eye and for screen readers.

import { t } from '../i18n';
import { formatSpan } from '../time/format';
import type { Bar } from './bars';

export function titleOf(booking: { title: string }): string {
  return booking.title.trim() === '' ? t('grid.untitled') : booking.title;
}

/**
 * What the text on a bar leaves out, for screen readers: spoken after it, so that the name of the
 * control holds what is seen on it.
 */
export function unseen(bar: Bar, roomNames: string): string {
  const rooms = roomNames === '' ? t('details.noRoom') : roomNames;
  return bar.look === 'other' ? `, ${rooms}` : `, ${rooms}, ${t(`grid.bar.${bar.look}`)}`;
}

export function barLabel(bar: Bar, zone: string, roomNames: string): string {
  const label = t('grid.bar', {
    title: titleOf(bar.booking),
    time: bar.booking.allDay ? t('agenda.allDay') : formatSpan(bar.start, bar.end, zone),
    rooms: roomNames === '' ? t('details.noRoom') : roomNames,
  });
  return bar.look === 'other' ? label : `${label}, ${t(`grid.bar.${bar.look}`)}`;
}
