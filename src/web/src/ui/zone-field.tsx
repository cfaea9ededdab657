// Chooses any IANA zone by typing a part of its name.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Millis, isZone, offsetAt, zoneNames } from '../time/zone';
import { Combobox, type Option } from './combobox';

const shownMax = 60;

/** Names that hold every word typed; "new york" finds America/New_York. */
export function matchingZones(names: readonly string[], text: string): string[] {
  const words = text.toLowerCase().replace(/_/g, ' ').split(/\s+/).filter(Boolean);
  const plain = (name: string) => name.toLowerCase().replace(/_/g, ' ');
  return names.filter((name) => words.every((word) => plain(name).includes(word)));
}

interface ZoneFieldProps {
  label: string;
  zone: string;
  /** The instant whose offsets are shown beside the names. */
  at: Millis;
  testid: string;
  invalid?: boolean;
  onZone: (zone: string) => void;
}

export function ZoneField({ label, zone, at, testid, invalid = false, onZone }: ZoneFieldProps) {
  const names = useMemo(zoneNames, []);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => setText(null), [zone]);

  const options = useMemo<Option[]>(
    () =>
      matchingZones(names, text ?? '')
        .slice(0, shownMax)
        .map((name) => ({ key: name, label: name.replace(/_/g, ' '), detail: offsetAt(at, name) })),
    [names, text, at],
  );
  const choose = (name: string) => {
    setText(null);
    onZone(name);
  };

  return (
    <Combobox
      label={label}
      value={text ?? zone.replace(/_/g, ' ')}
      options={options}
      testid={testid}
      invalid={invalid}
      onText={setText}
      onPick={(option) => choose(option.key)}
      onCommit={(typed) => {
        const name = typed.trim().replace(/ /g, '_');
        if (!isZone(name)) return false;
        choose(name);
        return true;
      }}
      onLeave={() => setText(null)}
    />
  );
}
