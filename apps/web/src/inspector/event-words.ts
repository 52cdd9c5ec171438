import { useTranslation } from 'react-i18next';
import { readable } from '../ui/readable.js';

const known = [
  'touchpoint-recorded',
  'contact-described',
  'contact-grouped',
  'company-described',
  'company-corrected',
  'company-parent-named',
  'identifiers-aliased',
  'contacts-linked',
  'contacts-unlinked',
  'identifier-marked-shared',
  'identifier-marked-own',
  'duplicate-dismissed',
  'person-added',
  'sign-in-link-issued',
  'sign-in-link-used',
  'sign-in-link-expired',
  'role-changed',
  'person-removed',
  'key-issued',
  'key-revoked',
  'withdrawn',
  'amended',
  'import-undone',
] as const;

/** Says an event's type in the present language; one this build does not know is shown readably as it is. */
export function useEventWords(): (type: string) => string {
  const { t } = useTranslation();
  return (type) => {
    const found = known.find((one) => one === type);
    return found === undefined ? readable(type) : t(`eventType.${found}`);
  };
}
