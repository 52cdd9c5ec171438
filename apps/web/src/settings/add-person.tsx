import '../ui/field-styles.js';
import { Radio, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { IssuedLink } from '../api/types.js';
import { roles, useRoleWord, type Role } from '../ui/role-words.js';
import { InlineProblem } from '../ui/states.js';
import { LinkShown } from './link-shown.js';
import { Dialog } from '../ui/dialog.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

/** Adds a person with a role; the one-time link is theirs to choose a password with. */
export function AddPerson({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const roleWord = useRoleWord();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('reader');
  const add = useMutation({
    mutationFn: () => call<IssuedLink>('/api/people', { method: 'POST', body: { email: email.trim(), role } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['people'] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Dialog
      onClose={onClose}
      title={add.data === undefined ? t('people.new') : t('people.ready', { email: email.trim() })}
      size={480}
      closeOnClickOutside={add.data === undefined}
    >
      {add.data === undefined ? (
        <form onSubmit={submit} className={styles.form}>
          <InlineProblem error={add.error} />
          <TextInput
            label={t('field.email')}
            type="email"
            data-autofocus
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Radio.Group
            label={t('people.role')}
            value={role}
            onChange={(value) => setRole(roles.find((one) => one === value) ?? 'reader')}
          >
            <div className={styles.form} style={{ gap: 8, marginTop: 8 }}>
              {roles.map((one) => (
                <Radio key={one} value={one} label={roleWord(one)} description={t(`people.roleText.${one}`)} />
              ))}
            </div>
          </Radio.Group>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button type="submit" look="primary" busy={add.isPending} disabled={email.trim() === ''}>
              {t('people.add')}
            </Button>
          </div>
        </form>
      ) : (
        <LinkShown link={add.data.link} onDone={onClose} />
      )}
    </Dialog>
  );
}
