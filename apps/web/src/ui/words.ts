import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { channelOf, channels, knownKinds } from './channels.js';
import { readable } from './readable.js';

/** Words for what is stored as a code; a code this build does not know is shown readably as it is. */
export interface Words {
  channel(name: string): string;
  kind(name: string): string;
  identifier(kind: string): string;
  field(name: string): string;
}

const identifierKinds = ['user', 'email', 'phone', 'external', 'anonymous', 'domain', 'company'] as const;
const fieldNames = [
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'company',
  'title',
  'industry',
  'employees',
  'plan',
  'website',
  'city',
  'country',
  'address',
  'language',
  'timezone',
  'createdAt',
  'avatar',
  'description',
  'gender',
  'age',
  'birthday',
  'username',
] as const;

/** The words of the present language. */
export function useWords(): Words {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      channel: (name) => (channels.some((one) => one === name) ? t(`channel.${channelOf(name)}`) : readable(name)),
      kind: (name) => {
        const known = knownKinds.find((one) => one === name);
        return known === undefined ? readable(name).toLowerCase() : t(`kind.${known}`);
      },
      identifier: (kind) => {
        const known = identifierKinds.find((one) => one === kind);
        return known === undefined ? readable(kind) : t(`identifier.${known}`);
      },
      field: (name) => {
        const known = fieldNames.find((one) => one === name);
        return known === undefined ? readable(name) : t(`recordField.${known}`);
      },
    }),
    [t],
  );
}
