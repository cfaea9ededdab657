// Outcomes, said in a corner of the page and to screen readers. Good news goes by itself;
// warnings stay until they are dismissed.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Icon } from './icons';

export type Tone = 'good' | 'warn' | 'bad';

export interface Notice {
  id: number;
  tone: Tone;
  text: string;
}

const goodFor = 6000;
const shownMax = 4;
let lastId = 0;

export type Say = (tone: Tone, text: string) => void;

export function useNotices(): { notices: Notice[]; say: Say; dismiss: (id: number) => void } {
  const [notices, setNotices] = useState<Notice[]>([]);
  const say = useCallback<Say>((tone, text) => {
    setNotices((shown) => [...shown, { id: ++lastId, tone, text }].slice(-shownMax));
  }, []);
  const dismiss = useCallback((id: number) => {
    setNotices((shown) => shown.filter((notice) => notice.id !== id));
  }, []);
  return { notices, say, dismiss };
}

export function Notices(props: { notices: Notice[]; onDismiss: (id: number) => void }) {
  return (
    <div class="notices" role="status" aria-live="polite" data-testid="notices">
      {props.notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} onDismiss={props.onDismiss} />
      ))}
    </div>
  );
}

function NoticeCard({ notice, onDismiss }: { notice: Notice; onDismiss: (id: number) => void }) {
  useEffect(() => {
    if (notice.tone !== 'good') return undefined;
    const timer = setTimeout(() => onDismiss(notice.id), goodFor);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class={`notice notice-${notice.tone}`} data-testid={`notice-${notice.tone}`}>
      <Icon name={notice.tone === 'good' ? 'check' : 'alert'} />
      <p dir="auto">{notice.text}</p>
      <button
        type="button"
        class="icon-button"
        aria-label={t('outcome.dismiss')}
        onClick={() => onDismiss(notice.id)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
