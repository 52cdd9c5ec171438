import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readable } from '../ui/readable.js';

/** Words for the fields of a record and the kinds of identifiers; what this build does not know is shown as it is. */
export interface RecordWords {
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
export function useRecordWords(): RecordWords {
  const { t } = useTranslation();
  return useMemo(
    () => ({
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
