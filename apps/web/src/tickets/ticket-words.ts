import { useTranslation } from 'react-i18next';
import { readable } from '../ui/readable.js';

const priorities = ['urgent', 'high', 'normal', 'low'] as const;
/** How satisfied a customer can be, the most first. */
export const SCORES = [5, 4, 3, 2, 1] as const;

const clocks = ['first-response', 'resolution'] as const;

/** Priorities to choose from: the usual ones, and those the promises name. */
export function prioritiesOf(named: readonly string[]): readonly string[] {
  return [...priorities, ...named.filter((one) => one !== '*' && !priorities.some((usual) => usual === one))];
}

/** Words for what is stored of tickets as a code; one this build does not know is shown readably as it is. */
export function useTicketWords() {
  const { t } = useTranslation();
  return {
    priority: (name: string): string => {
      if (name === '*') return t('tickets.priority.every');
      const known = priorities.find((one) => one === name);
      return known === undefined ? readable(name) : t(`tickets.priority.${known}`);
    },
    /** The score of a customer's satisfaction, with what it means. */
    score: (score: number): string => {
      const known = SCORES.find((one) => one === score);
      const said = t('tickets.ofFive', { score });
      return known === undefined ? said : `${said} · ${t(`tickets.satisfied.${known}`)}`;
    },
    clock: (name: string): string => {
      const known = clocks.find((one) => one === name);
      return known === undefined ? readable(name) : t(`tickets.clock.${known}`);
    },
  };
}
