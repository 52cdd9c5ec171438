import { useQuery } from '@tanstack/react-query';
import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../app/session.js';
import { Mark } from '../shell/mark.js';
import { usePage } from '../shell/page-title.js';
import { ErrorState } from '../ui/states.js';
import { ChoosePassword } from './choose-password.js';
import { LanguageSwitch } from './language-switch.js';
import { PasswordForm } from './password-form.js';
import styles from './sign-in.module.css';

const route = getRouteApi('/sign-in');

/** Signs in by e-mail and password, or, with a one-time link's token, chooses the password first. */
export function SignIn() {
  const { t } = useTranslation();
  const { token, next } = route.useSearch();
  const session = useQuery(sessionQuery);
  usePage(t('signIn.title'));
  if (session.isPending) return null;
  if (session.data != null && token === undefined) return <Navigate to={next ?? '/'} replace />;
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Mark size={28} />
          <span>Throughline</span>
        </div>
        {session.isError ? (
          <ErrorState error={session.error} retry={() => void session.refetch()} compact />
        ) : token === undefined ? (
          <PasswordForm next={next} />
        ) : (
          <ChoosePassword token={token} next={next} />
        )}
      </div>
      <LanguageSwitch />
    </main>
  );
}
