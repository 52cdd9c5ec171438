import '../ui/field-styles.js';
import '@mantine/core/styles/PasswordInput.layer.css';
import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, call } from '../api/client.js';
import { enterSession } from '../app/session.js';
import { InlineProblem } from '../ui/states.js';
import { PASSWORD_LENGTH } from './password-rule.js';
import { Button } from '../ui/button.js';
import styles from './sign-in.module.css';

interface Props {
  readonly token: string;
  readonly next: string | undefined;
}

/** The end of a one-time link: a password is chosen, and one is signed in. */
export function ChoosePassword({ token, next }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const choose = useMutation({
    mutationFn: async () => {
      const body = name.trim() === '' ? { token, password } : { token, password, name: name.trim() };
      await call('/api/session/link', { method: 'POST', body });
      await enterSession(client);
      await navigate({ to: next ?? '/', replace: true });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const short = password.length < PASSWORD_LENGTH;
    setTooShort(short);
    if (!short) choose.mutate();
  };
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <div>
        <h1>{t('signIn.choose.heading')}</h1>
        <p className={styles.lead}>{t('signIn.choose.lead')}</p>
      </div>
      <InlineProblem error={choose.error === null ? null : spentLink(choose.error)} />
      <TextInput
        label={t('signIn.choose.name')}
        autoComplete="name"
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('field.password')}
        description={t('signIn.choose.rule', { count: PASSWORD_LENGTH })}
        error={tooShort ? t('signIn.choose.short', { count: PASSWORD_LENGTH }) : null}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
      />
      <Button type="submit" look="primary" busy={choose.isPending}>
        {t('signIn.choose.submit')}
      </Button>
    </form>
  );
}

/** A link that is none of ours is, to whoever followed it, the same as one that is over. */
function spentLink(error: Error): Error {
  return error instanceof ApiProblem && error.status === 401
    ? new ApiProblem({ ...error.problem, code: 'sign-in-link.unknown' })
    : error;
}
