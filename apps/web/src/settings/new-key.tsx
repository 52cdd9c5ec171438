import '../ui/field-styles.js';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { IssuedKey } from '../api/types.js';
import { Copy } from '../ui/copy-button.js';
import { InlineProblem } from '../ui/states.js';
import { keyScopes, type KeyScope } from './scopes.js';
import { Dialog } from '../ui/dialog.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

/** Issues a key, then shows it this once. */
export function NewKey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['intake']);
  const [asked] = useState(() => crypto.randomUUID());
  const issue = useMutation({
    mutationFn: () =>
      call<IssuedKey>('/api/keys', { method: 'POST', body: { name: name.trim(), scopes }, idempotencyKey: asked }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    issue.mutate();
  };
  const toggle = (scope: KeyScope, on: boolean): void =>
    setScopes(keyScopes.filter((one) => (one === scope ? on : scopes.includes(one))));
  return (
    <Dialog
      onClose={onClose}
      title={issue.data === undefined ? t('keysPage.new') : t('keysPage.ready', { name: name.trim() })}
      size={480}
      closeOnClickOutside={issue.data === undefined}
    >
      {issue.data === undefined ? (
        <form onSubmit={submit} className={styles.form}>
          <InlineProblem error={issue.error} />
          <TextInput
            label={t('keysPage.name')}
            description={t('keysPage.nameHelp')}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group label={t('keysPage.scopes')} value={[...scopes]}>
            <div className={styles.form} style={{ gap: 8, marginTop: 8 }}>
              {keyScopes.map((scope) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={t(`scope.${scope}.name`)}
                  description={t(`scope.${scope}.text`)}
                  onChange={(event) => toggle(scope, event.currentTarget.checked)}
                />
              ))}
            </div>
          </Checkbox.Group>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              type="submit"
              look="primary"
              busy={issue.isPending}
              disabled={name.trim() === '' || scopes.length === 0}
            >
              {t('keysPage.create')}
            </Button>
          </div>
        </form>
      ) : (
        <div className={styles.form}>
          <p className={styles.once}>
            <IconAlertTriangle size={16} aria-hidden />
            {t('keysPage.once')}
          </p>
          <div className={styles.secret}>
            <code>{issue.data.key}</code>
            <Copy wide value={issue.data.key} label={t('action.copy')} />
          </div>
          <div className={styles.buttons}>
            <Button look="primary" onClick={onClose}>
              {t('keysPage.done')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
