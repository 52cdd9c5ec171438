import '../ui/field-styles.js';
import '@mantine/core/styles/PasswordInput.layer.css';
import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import { enterSession } from '../app/session.js';
import { InlineProblem } from '../ui/states.js';
import { Button } from '../ui/button.js';
import styles from './sign-in.module.css';

/** E-mail and password. What was typed stays when it fails. */
export function PasswordForm({ next }: { readonly next: string | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: async () => {
      await call('/api/session', { method: 'POST', body: { email: email.trim(), password } });
      await enterSession(client);
      await navigate({ to: next ?? '/', replace: true });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <h1>{t('signIn.heading')}</h1>
      <InlineProblem error={signIn.error} />
      <TextInput
        label={t('field.email')}
        type="email"
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('field.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
      />
      <Button type="submit" look="primary" busy={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
      <p className={styles.help}>{t('signIn.help')}</p>
    </form>
  );
}
