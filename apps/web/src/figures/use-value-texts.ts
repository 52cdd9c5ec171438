import { useTranslation } from 'react-i18next';
import type { Figure, KpiLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { figureTexts } from './figure-format.js';

/** What a figure comes to, a line for each currency; a median that is not reached says so. */
export function useValueTexts(): (line: KpiLine, figure: Figure, compact?: boolean) => readonly string[] {
  const { t } = useTranslation();
  const { locale } = useFormat();
  return ({ kind, unit }, figure, compact) =>
    kind === 'curve' && figure.value === null && figure.n > 0
      ? [t('figures.notReached')]
      : figureTexts(locale, unit, figure, compact);
}
