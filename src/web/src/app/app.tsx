// Who is there decides what is shown: the sign-in card or the schedule.

import { Component, type ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Me } from '../api/types';
import { t } from '../i18n';
import { problemText } from '../i18n/problem-text';
import { SignIn } from '../session/sign-in';
import { Workspace } from './workspace';

type Session =
  | { kind: 'asking' }
  | { kind: 'unknown'; problem: Problem }
  | { kind: 'out'; ended: boolean }
  | { kind: 'in'; me: Me };

export function App() {
  const api = useMemo(() => new Api(), []);
  const [session, setSession] = useState<Session>({ kind: 'asking' });

  const ask = async () => {
    setSession({ kind: 'asking' });
    try {
      setSession({ kind: 'in', me: await api.me() });
    } catch (thrown) {
      const problem = asProblem(thrown);
      setSession(
        problem.kind === 'unauthorized' ? { kind: 'out', ended: false } : { kind: 'unknown', problem },
      );
    }
  };
  useEffect(() => {
    api.onUnauthorized = () =>
      setSession((now) => (now.kind === 'in' ? { kind: 'out', ended: true } : now));
    void ask();
  }, [api]);

  /** Null when signed out; else why not, for a session that lives on must not look ended. */
  const signOut = async (): Promise<Problem | null> => {
    try {
      await api.signOut();
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.kind !== 'unauthorized') return problem;
    }
    setSession({ kind: 'out', ended: false });
    return null;
  };

  switch (session.kind) {
    case 'asking':
      return <p class="empty">{t('app.loading')}</p>;
    case 'unknown':
      return (
        <div class="empty" role="alert">
          <p>{problemText(session.problem)}</p>
          <button type="button" class="button primary" onClick={() => void ask()}>
            {t('problem.retry')}
          </button>
        </div>
      );
    case 'out':
      return (
        <SignIn api={api} ended={session.ended} onSignedIn={(me) => setSession({ kind: 'in', me })} />
      );
    case 'in':
      return (
        <Safeguard>
          <Workspace
            key={session.me.userId}
            api={api}
            me={session.me}
            onSignOut={signOut}
          />
        </Safeguard>
      );
  }
}

/** A mistake of the page itself shows a way on, not an empty screen. */
class Safeguard extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div class="empty" role="alert">
        <p>{t('app.broken')}</p>
        <button type="button" class="button primary" onClick={() => location.reload()}>
          {t('app.reload')}
        </button>
      </div>
    );
  }
}
