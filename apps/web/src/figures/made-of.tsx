import { useTranslation } from 'react-i18next';
import type { Figure, KpiLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { amount } from './figure-format.js';

interface Props {
  readonly kind: KpiLine['kind'];
  readonly unit: KpiLine['unit'];
  readonly figure: Figure;
}

/** What a figure is made of, in a few words: 12 of 40; median, mean and nine tenths of 812. */
export function MadeOf({ kind, unit, figure }: Props) {
  const { t } = useTranslation();
  const { locale, count } = useFormat();
  const { numerator, denominator, n, median, mean, p90, currency, curve, model } = figure;
  if (n === 0) return t('figures.nothing');
  // Of several currencies there is no one sum.
  if (kind === 'ratio' && figure.amounts === undefined) {
    // sums of something else than money have none
    if (currency !== undefined && currency !== null)
      return t('figures.ofMoney', {
        numerator: amount(locale, 'money', numerator, currency),
        denominator: amount(locale, 'money', denominator, currency),
      });
    return t('figures.of', { numerator: count(numerator ?? 0), denominator: count(denominator ?? 0) });
  }
  if (kind === 'quantile' && mean !== undefined)
    return t('figures.quantiles', {
      median: amount(locale, unit, median, currency, true),
      mean: amount(locale, unit, mean, currency, true),
      p90: amount(locale, unit, p90, currency, true),
      n: count(n),
    });
  if (kind === 'curve' && curve !== undefined) {
    const ended = t('figures.ended', { events: count(curve.events), subjects: count(curve.subjects) });
    return curve.median === null ? [t('figures.medianBeyond'), ended].join(' · ') : ended;
  }
  if (kind === 'prediction' && model !== undefined) {
    const histories = count(model.histories);
    if (figure.value === null) return t('figures.unpredictable', { histories });
    const sum = amount(locale, unit, numerator, currency, true);
    return t('figures.predicted', { sum, n: count(n), histories });
  }
  return t('figures.n', { count: n, n: count(n) });
}
