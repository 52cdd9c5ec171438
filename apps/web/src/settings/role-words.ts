import { useTranslation } from 'react-i18next';
import type { StaffRole } from '../api/types.js';
import { readable } from '../ui/readable.js';

/** The roles people may have. */
export const roles: readonly StaffRole[] = ['reader', 'admin'];

/** Says a role in the present language; one this build does not know is shown readably as it is. */
export function useRoleWord(): (role: string) => string {
  const { t } = useTranslation();
  return (role) => {
    const known = roles.find((one) => one === role);
    return known === undefined ? readable(role) : t(`role.${known}`);
  };
}
