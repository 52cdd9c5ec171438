import { useNow } from '../i18n/use-format.js';
import { useTravel } from './travel.js';

/** The moment that what is shown is counted from, in milliseconds: now, or the moment that is travelled to. */
export function useShownNow(): number {
  const now = useNow();
  const { asOf } = useTravel();
  return asOf === undefined ? now : Date.parse(asOf);
}
