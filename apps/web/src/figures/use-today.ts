import { useFormat, useNow } from '../i18n/use-format.js';
import { useTravel } from '../travel/travel.js';

/** The workspace's day at the moment that is shown. */
export function useToday(): string {
  const { asOf } = useTravel();
  const format = useFormat();
  const now = useNow();
  return format.dayOf(asOf ?? new Date(now).toISOString());
}
