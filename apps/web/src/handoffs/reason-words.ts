import { useTranslation } from 'react-i18next';
import { readable } from '../ui/readable.js';

/** The reasons of a workspace that has set none: only these have words. */
const reasons = ['not-a-fit', 'no-answer', 'too-early', 'wrong-team', 'no-capacity', 'duplicate', 'other'] as const;

/** Says why a contact was refused or given back; a reason the workspace set itself is shown readably. */
export function useReasonWord(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => {
    const known = reasons.find((one) => one === reason);
    return known === undefined ? readable(reason) : t(`handoffs.reasons.${known}`);
  };
}
