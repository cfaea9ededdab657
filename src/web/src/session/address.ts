// The view in the address bar: #view=week&date=2026-11-23&zone=Europe/Lisbon. Links and the back
// button lead to what was seen; what is not readable there is ignored.

import type { Temporal } from 'temporal-polyfill';
import { parseDate, type View } from '../time/visible-range';
import { isZone } from '../time/zone';

export interface Place {
  view?: View;
  date?: Temporal.PlainDate;
  zone?: string;
}

export function parsePlace(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const place: Place = {};
  const view = values.get('view');
  if (view === 'day' || view === 'week') place.view = view;
  const date = parseDate(values.get('date') ?? '');
  if (date) place.date = date;
  const zone = values.get('zone');
  if (zone !== null && isZone(zone)) place.zone = zone;
  return place;
}

export function placeText(place: { view: View; date: Temporal.PlainDate; zone: string }): string {
  const zone = encodeURIComponent(place.zone).replace(/%2F/g, '/');
  return `#view=${place.view}&date=${place.date.toString()}&zone=${zone}`;
}
