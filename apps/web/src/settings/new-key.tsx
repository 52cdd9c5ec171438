import '../ui/field-styles.js';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { IssuedKey } from '../api/types.js';
import { InlineProblem } from '../ui/states.js';
import { KeyShown } from './key-shown.js';
import { keyScopes, type KeyScope } from './scopes.js';
import { SecretField } from './secret-field.js';
import { knownWebhook, webhookList, webhooks, type Webhook } from './webhooks.js';
import { Dialog } from '../ui/dialog.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

/** Issues a key, then shows it this once. */
export function NewKey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['intake']);
  const [webhook, setWebhook] = useState<Webhook | null>(null);
  const [secret, setSecret] = useState('');
  const signingSecret = secret.trim() === '' ? undefined : secret.trim();
  const [asked] = useState(() => crypto.randomUUID());
  const issue = useMutation({
    mutationFn: () =>
      call<IssuedKey>('/api/keys', {
        method: 'POST',
        body: {
          name: name.trim(),
          ...(webhook === null ? { scopes } : { scopes: ['intake'], webhook, signingSecret }),
        },
        idempotencyKey: asked,
      }),
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
          <NativeSelect
            label={t('keysPage.for')}
            value={webhook ?? ''}
            onChange={(event) => setWebhook(knownWebhook(event.currentTarget.value) ?? null)}
          >
            <option value="">{t('keysPage.forApp')}</option>
            {webhookList.map((one) => (
              <option key={one} value={one}>
                {t('keysPage.forWebhook', { vendor: webhooks[one] })}
              </option>
            ))}
          </NativeSelect>
          {webhook === null ? <Scopes scopes={scopes} onToggle={toggle} /> : null}
          {webhook === null ? null : <SecretField webhook={webhook} value={secret} onChange={setSecret} />}
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              type="submit"
              look="primary"
              busy={issue.isPending}
              disabled={name.trim() === '' || (webhook === null && scopes.length === 0)}
            >
              {t('keysPage.create')}
            </Button>
          </div>
        </form>
      ) : (
        <KeyShown issued={issue.data} webhook={webhook} onDone={onClose} />
      )}
    </Dialog>
  );
}

interface ScopesProps {
  readonly scopes: readonly KeyScope[];
  readonly onToggle: (scope: KeyScope, on: boolean) => void;
}

/** What a key may; that of a webhook may send alone. */
function Scopes({ scopes, onToggle }: ScopesProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group label={t('keysPage.scopes')} value={[...scopes]}>
      <div className={styles.form} style={{ gap: 8, marginTop: 8 }}>
        {keyScopes.map((scope) => (
          <Checkbox
            key={scope}
            value={scope}
            label={t(`scope.${scope}.name`)}
            description={t(`scope.${scope}.text`)}
            onChange={(event) => onToggle(scope, event.currentTarget.checked)}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}
