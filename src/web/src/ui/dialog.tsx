// A modal dialog on the platform's own element: the rest of the page is inert while it is open,
// Escape closes it, and the focus returns to where it came from.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { Icon } from './icons';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  testid: string;
  size?: 'narrow' | 'wide';
  /** A press outside closes it: not for forms, where it would lose what was entered. */
  lightDismiss?: boolean;
}

export function Dialog(props: DialogProps) {
  const { title, onClose, children, footer, testid, size = 'wide', lightDismiss = false } = props;
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return undefined;
    dialog.showModal();
    const first = dialog.querySelector<HTMLElement>('[data-autofocus]');
    // On a touch screen the focus would raise the keyboard over the form that was just opened.
    if (first && !matchMedia('(pointer: coarse)').matches) first.focus();
    return () => dialog.close();
  }, []);

  return (
    <dialog
      ref={element}
      class={`dialog dialog-${size}`}
      aria-labelledby={heading}
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => trapTab(event, element.current)}
      onPointerDown={(event) => {
        if (lightDismiss && event.target === element.current) onClose();
      }}
    >
      <div class="dialog-frame">
        <header class="dialog-head">
          <h2 id={heading} dir="auto">
            {title}
          </h2>
          <button
            type="button"
            class="icon-button"
            aria-label={t('form.close')}
            data-testid="dialog-close"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer class="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}

/** Keeps Tab among the dialog's own controls; the platform alone would let it reach the browser's. */
function trapTab(event: KeyboardEvent, dialog: HTMLDialogElement | null): void {
  if (event.key !== 'Tab' || !dialog) return;
  const stops = [
    ...dialog.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex]'),
  ].filter((stop) => stop.tabIndex >= 0 && !stop.matches(':disabled') && stop.offsetParent !== null);
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return;
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}
