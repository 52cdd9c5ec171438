import { useTranslation } from 'react-i18next';
import { readable } from '../ui/readable.js';

const names = [
  'days',
  'discount',
  'event',
  'fields',
  'hours',
  'kind',
  'margin',
  'months',
  'of',
  'sample',
  'unit',
  'waiting',
] as const;

const values = [
  'all',
  'business',
  'clicked',
  'days',
  'excluded',
  'included',
  'margin',
  'months',
  'opened',
  'replied',
  'revenue',
] as const;

/** Says what may be chosen about a figure, and what it may be; what a workspace named itself is shown readably. */
export function useParameterWords() {
  const { t } = useTranslation();
  return {
    name: (name: string): string => {
      const known = names.find((one) => one === name);
      return known === undefined ? readable(name) : t(`figures.parameter.${known}`);
    },
    value: (value: string): string => {
      const known = values.find((one) => one === value);
      return known === undefined ? readable(value) : t(`figures.chosen.${known}`);
    },
  };
}
