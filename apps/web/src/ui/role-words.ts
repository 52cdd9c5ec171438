import { useTranslation } from 'react-i18next';
import { readable } from './readable.js';

/** The roles people may have. */
export const roles = ['reader', 'marketing', 'sales', 'service', 'leadership', 'analyst', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Says a role in the present language; one this build does not know is shown readably as it is. */
export function useRoleWord(): (role: string) => string {
  const { t } = useTranslation();
  return (role) => {
    const known = roles.find((one) => one === role);
    return known === undefined ? readable(role) : t(`role.${known}`);
  };
}
