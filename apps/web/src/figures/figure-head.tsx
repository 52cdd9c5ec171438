import { useTranslation } from 'react-i18next';
import type { KpiAnswer, KpiLine } from '../api/types.js';
import type { KpiSearch } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import { Bar } from '../ui/skeleton.js';
import { Change } from './change.js';
import styles from './figure.module.css';
import { MadeOf } from './made-of.js';
import { useFigureWords } from './use-figure-words.js';
import { useValueTexts } from './use-value-texts.js';

interface Props {
  readonly line: KpiLine;
  readonly answer: KpiAnswer | undefined;
  readonly onPart: (part: KpiSearch['part']) => void;
}

/** The figure large, what it says in words, and what stands beside it: no date, or too young to tell. */
export function FigureHead({ line, answer, onPart }: Props) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const textsOf = useValueTexts();
  const { said } = useFigureWords();
  return (
    <section className={styles.head} aria-label={said(line.title)} aria-busy={answer === undefined}>
      <div>
        {answer === undefined ? (
          <Bar width={160} height={40} />
        ) : (
          <>
            <p className={styles.value}>
              {line.kind === 'matrix' ? (
                <span>
                  {t('figures.cohorts', { count: new Set(answer.rows.map(({ slice }) => slice['cohort'])).size })}
                </span>
              ) : (
                textsOf(line, answer).map((text) => <span key={text}>{text}</span>)
              )}
              <Change line={line} answer={answer} />
            </p>
            <p className={styles.of}>
              <MadeOf kind={line.kind} unit={line.unit} figure={answer} />
            </p>
            <p className={styles.beside}>
              {answer.undated.n === 0 ? null : (
                <button type="button" onClick={() => onPart('undated')}>
                  {t('figures.undated', { count: answer.undated.n, n: count(answer.undated.n) })}
                </button>
              )}
              {answer.immature.n === 0 ? null : (
                <button type="button" onClick={() => onPart('immature')}>
                  {t('figures.immature', { count: answer.immature.n, n: count(answer.immature.n) })}
                </button>
              )}
            </p>
          </>
        )}
      </div>
      <p className={styles.says}>{said(line.definition)}</p>
    </section>
  );
}
