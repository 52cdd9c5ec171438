import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bucket, KpiLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';

/** What the catalogue says, in the present language, and parts of periods by their first day. */
export interface FigureWords {
  readonly said: (words: KpiLine['title']) => string;
  /** A part of a period, short enough for an axis. */
  readonly part: (day: string, bucket: Bucket | undefined) => string;
}

/** The words of the present language. */
export function useFigureWords(): FigureWords {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { language } = i18n;
  return useMemo(
    () => ({
      said: (words) => (language === 'fr' ? words.fr : language === 'id' ? words.id : words.en),
      part: (day, bucket) => {
        if (bucket === 'year') return day.slice(0, 4);
        if (bucket === 'quarter')
          return t('figures.quarter', { quarter: Math.ceil(Number(day.slice(5, 7)) / 3), year: day.slice(0, 4) });
        return bucket === 'month' ? format.dayMonth(day) : format.day(day);
      },
    }),
    [format, language, t],
  );
}
