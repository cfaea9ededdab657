// People by name from the directory, or anybody by e-mail address.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api/client';
import type { Person } from '../api/types';
import { t } from '../i18n';
import { Combobox, type Option } from '../ui/combobox';
import { Icon } from '../ui/icons';
import { type Invitee, isAddress } from './form';

interface PeoplePickerProps {
  api: Api;
  label: string;
  testid: string;
  people: Invitee[];
  /** Whether somebody outside the directory can be named by address. */
  addresses: boolean;
  onChange: (people: Invitee[]) => void;
}

const typingPause = 120;
const invitedMax = 200;
const shownMax = 20;

export function PeoplePicker(props: PeoplePickerProps) {
  const { people, addresses } = props;
  const [text, setText] = useState('');
  const [error, setError] = useState(false);
  const found = useFound(props.api, text);

  const chosen = (one: { id: string | null; email: string }) =>
    people.some((other) => (one.id !== null && other.id === one.id) || sameAddress(other, one));
  const typed = text.trim();
  // The answer to what was typed before still matches in part, until the next one is there.
  const matches = (person: Person) =>
    `${person.name} ${person.email}`.toLowerCase().includes(typed.toLowerCase());
  const open = found.people.filter(
    (person) => !chosen(person) && (found.query === typed || matches(person)),
  );
  const options: Option[] = open.map((person) => ({
    key: person.id,
    label: person.name,
    detail: person.email,
  }));
  const outside = addresses && isAddress(typed) && !chosen({ id: null, email: typed });
  if (outside && !open.some((person) => sameAddress(person, { email: typed }))) {
    options.push({ key: `mailto:${typed}`, label: t('form.people.add', { email: typed }) });
  }

  const add = (invitee: Invitee) => {
    setText('');
    setError(false);
    if (people.length < invitedMax && !chosen(invitee)) props.onChange([...people, invitee]);
  };
  const pick = (option: Option) => {
    const person = found.people.find((one) => one.id === option.key);
    add(person ? inviteeOf(person) : { id: null, name: '', email: typed });
  };
  const commit = (raw: string) => {
    const email = raw.trim().replace(/,$/, '');
    if (!addresses || !isAddress(email)) {
      setError(true);
      return false;
    }
    const known = found.people.find((person) => sameAddress(person, { email }));
    add(known ? inviteeOf(known) : { id: null, name: '', email });
    return true;
  };

  return (
    <div class="people-picker">
      {people.length > 0 && (
        <ul class="tokens" aria-label={props.label}>
          {people.map((one) => (
            <li key={one.id ?? one.email} class="token" data-testid={`${props.testid}-token`}>
              <bdi>{one.name || one.email}</bdi>
              <button
                type="button"
                aria-label={t('form.people.remove', { name: one.name || one.email })}
                onClick={() => props.onChange(people.filter((other) => other !== one))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Combobox
        label={props.label}
        value={text}
        placeholder={t('form.people.placeholder')}
        options={options}
        empty={typed !== '' && !outside ? t('form.people.none') : undefined}
        testid={props.testid}
        invalid={error}
        onText={(value) => {
          setText(value);
          setError(false);
        }}
        onPick={pick}
        onCommit={commit}
        // An address that was typed out is meant, even without Enter.
        onLeave={() => outside && commit(text)}
        onBackspaceAtStart={() => props.onChange(people.slice(0, -1))}
      />
      {error && (
        <p class="field-error" role="alert">
          {t('form.error.people')}
        </p>
      )}
    </div>
  );
}

export function inviteeOf(person: Person): Invitee {
  return { id: person.id, name: person.name, email: person.email };
}

function sameAddress(a: { email: string }, b: { email: string }): boolean {
  return a.email !== '' && a.email.toLowerCase() === b.email.toLowerCase();
}

/** Who matches what is typed; asked after a short pause, the latest question only. */
function useFound(api: Api, text: string): { query: string; people: Person[] } {
  const [found, setFound] = useState<{ query: string; people: Person[] }>({ query: '', people: [] });
  const asked = useRef(0);
  useEffect(() => {
    const query = text.trim();
    const question = ++asked.current;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const people = await api.people(query, controller.signal).catch(() => []);
      if (question === asked.current) setFound({ query, people: people.slice(0, shownMax) });
    }, typingPause);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  return found;
}
