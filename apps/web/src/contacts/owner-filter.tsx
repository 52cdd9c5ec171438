import { useTranslation } from 'react-i18next';
import { useStaff } from '../staff/use-staff.js';
import styles from './stage-filter.module.css';

/** In the address, of those who are nobody's. */
const NOBODY = 'nobody';

interface Props {
  readonly value: string | undefined;
  readonly onChange: (owner: string | undefined) => void;
}

/** What the list is asked for, of an owner as the address has it. */
export function ownerParams(owner: string | undefined): { readonly owner?: string; readonly unowned?: 'true' } {
  if (owner === undefined) return {};
  return owner === NOBODY ? { unowned: 'true' } : { owner };
}

/** Chooses whose contacts are listed: somebody's, nobody's, or all. */
export function OwnerFilter({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { people } = useStaff();
  const known = value === undefined || value === NOBODY || people.some(({ id }) => id === value);
  return (
    <select
      aria-label={t('contacts.owner')}
      className={styles.filter}
      data-set={value === undefined ? undefined : true}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    >
      <option value="">{t('contacts.anyOwner')}</option>
      <option value={NOBODY}>{t('contacts.nobodys')}</option>
      {known ? null : <option value={value}>{t('contacts.ownerUnknown')}</option>}
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
