// A text field with a list of what matches, by mouse and by keyboard (ARIA combobox pattern).

import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface Option {
  key: string;
  label: string;
  detail?: string;
}

interface ComboboxProps {
  label: string;
  value: string;
  placeholder?: string;
  options: Option[];
  /** Shown in place of the list when nothing matches. */
  empty?: string | undefined;
  testid: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  onText: (text: string) => void;
  onPick: (option: Option) => void;
  /** Enter or comma without a choice from the list; true when the text was taken. */
  onCommit?: (text: string) => boolean;
  onLeave?: () => void;
  onBackspaceAtStart?: () => void;
}

export function Combobox(props: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const base = useId();
  const list = useRef<HTMLUListElement>(null);
  const { options } = props;
  const shown = open && (options.length > 0 || props.empty !== undefined);

  useEffect(() => setActive(0), [props.value]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, shown]);

  const pick = (option: Option) => {
    setOpen(false);
    props.onPick(option);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const input = event.currentTarget as HTMLInputElement;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      return setActive((at) => (at + step + options.length) % Math.max(options.length, 1));
    }
    if (event.key === 'Escape' && shown) {
      event.preventDefault();
      event.stopPropagation();
      return setOpen(false);
    }
    if (event.key === 'Enter' || (event.key === ',' && props.onCommit)) {
      const option = options[active];
      if (event.key === 'Enter' && shown && option) {
        event.preventDefault();
        return pick(option);
      }
      if (input.value.trim() === '') return undefined;
      event.preventDefault();
      if (props.onCommit?.(input.value)) setOpen(false);
    }
    if (event.key === 'Backspace' && input.value === '') props.onBackspaceAtStart?.();
    return undefined;
  };

  return (
    <div class="combobox">
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={props.label}
        aria-expanded={shown}
        aria-controls={`${base}list`}
        aria-autocomplete="list"
        aria-invalid={props.invalid ?? false}
        aria-describedby={props.describedBy}
        {...(shown && options[active] ? { 'aria-activedescendant': `${base}${active}` } : {})}
        data-testid={props.testid}
        value={props.value}
        placeholder={props.placeholder}
        onInput={(event) => {
          setOpen(true);
          props.onText(event.currentTarget.value);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          props.onLeave?.();
        }}
        onKeyDown={onKeyDown}
      />
      <ul
        ref={list}
        id={`${base}list`}
        class="combobox-list"
        role="listbox"
        aria-label={props.label}
        hidden={!shown}
        // Keeps the focus in the field, so that leaving it does not close the list under a click.
        onPointerDown={(event) => event.preventDefault()}
      >
        {shown &&
          options.map((option, at) => (
            <li
              key={option.key}
              id={`${base}${at}`}
              role="option"
              aria-selected={at === active}
              data-testid={`${props.testid}-option`}
              onPointerMove={() => setActive(at)}
              onClick={() => pick(option)}
            >
              <bdi>{option.label}</bdi>
              {option.detail && <small dir="auto">{option.detail}</small>}
            </li>
          ))}
        {shown && options.length === 0 && (
          <li class="combobox-empty" role="presentation">
            {props.empty}
          </li>
        )}
      </ul>
    </div>
  );
}
