import { useTranslation } from 'react-i18next';
import type { WeightedWorth } from '../api/types.js';
import { useMoney } from '../i18n/money.js';
import styles from './worths.module.css';

interface Props {
  readonly worths: readonly WeightedWorth[];
  /** Which of the two is read first. */
  readonly first?: 'amount' | 'weighted';
}

/** What deals are worth together, and weighted by how likely they are won: a line per currency. */
export function Worths({ worths, first = 'amount' }: Props) {
  const { t } = useTranslation();
  const { money, compact } = useMoney();
  const known = worths.flatMap(({ currency, ...worth }) => (currency === null ? [] : { currency, ...worth }));
  if (known.length === 0) return <span className={styles.none}>{t('deals.noAmount')}</span>;
  return (
    <>
      {known.map(({ currency, amount, weighted }) => {
        const [main, other] = first === 'amount' ? [amount, weighted] : [weighted, amount];
        return (
          <span
            key={currency}
            className={styles.worth}
            title={t('deals.worth', { amount: money(amount, currency), weighted: money(weighted, currency) })}
          >
            <strong>{compact(main, currency)}</strong>
            <span className={styles.other}>
              {t(first === 'amount' ? 'deals.weightedShort' : 'deals.ofAmount', { amount: compact(other, currency) })}
            </span>
          </span>
        );
      })}
    </>
  );
}
