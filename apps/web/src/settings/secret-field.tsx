import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { knownWebhook } from './webhooks.js';

interface Props {
  readonly webhook: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
}

/** What a webhook's source signs with: says where it shows that. */
export function SecretField({ webhook, value, onChange, required = false }: Props) {
  const { t } = useTranslation();
  const known = knownWebhook(webhook);
  return (
    <TextInput
      label={t('keysPage.secret')}
      description={known === undefined ? undefined : t(`webhookSecret.${known}`)}
      autoComplete="off"
      spellCheck={false}
      required={required}
      withAsterisk={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
