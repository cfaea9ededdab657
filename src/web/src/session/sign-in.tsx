import { useState } from 'preact/hooks';
import type { Api } from '../api/client';
import { asProblem } from '../api/problem';
import type { Me } from '../api/types';
import { t } from '../i18n';
import { problemText } from '../i18n/problem-text';
import { Mark } from '../ui/icons';

interface SignInProps {
  api: Api;
  /** A session that ended under way, as against a first visit. */
  ended: boolean;
  onSignedIn: (me: Me) => void;
}

export function SignIn({ api, ended, onSignedIn }: SignInProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState('');

  const submit = async (event: Event) => {
    event.preventDefault();
    setWorking(true);
    setError('');
    try {
      onSignedIn(await api.signIn(email.trim(), password));
    } catch (thrown) {
      const problem = asProblem(thrown);
      setError(problem.kind === 'unauthorized' ? t('signIn.wrong') : problemText(problem));
      setWorking(false);
    }
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} data-testid="sign-in">
        <div class="sign-in-brand">
          <Mark />
          <div>
            <h1>{t('app.name')}</h1>
            <p>{t('app.subtitle')}</p>
          </div>
        </div>
        <p class="lead">{ended ? t('signIn.ended') : t('signIn.lead')}</p>
        <label class="field">
          <span>{t('signIn.email')}</span>
          <input
            type="email"
            autocomplete="username"
            required
            autofocus
            data-testid="sign-in-email"
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t('signIn.password')}</span>
          <input
            type="password"
            autocomplete="current-password"
            required
            data-testid="sign-in-password"
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        <p class="form-error" role="alert" data-testid="sign-in-error">
          {error}
        </p>
        <button class="button primary" disabled={working} data-testid="sign-in-submit">
          {working ? t('signIn.working') : t('signIn.submit')}
        </button>
      </form>
    </main>
  );
}
