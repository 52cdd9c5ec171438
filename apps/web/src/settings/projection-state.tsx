import { useTranslation } from 'react-i18next';
import type { ProjectionStatus } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { Moment } from '../ui/moment.js';
import bar from '../ui/progress-bar.module.css';
import styles from './projection-state.module.css';

/** How a read model is, and what was asked of it last and could not be done. */
export function ProjectionState({ projection }: { readonly projection: ProjectionStatus }) {
  const { t } = useTranslation();
  const { failed, rebuilding } = projection;
  return (
    <>
      <State projection={projection} />
      {failed === null || rebuilding !== null ? null : (
        <p className={styles.failed} role="alert">
          {t(`projections.failed.${failed.kind}`, { error: failed.error })} <Moment at={failed.at} />
        </p>
      )}
    </>
  );
}

/** Live, behind, being rebuilt with progress, rate and time left, or halted with the reason. */
function State({ projection }: { readonly projection: ProjectionStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rebuilding, halted, lagSeconds, live, name } = projection;
  if (halted !== null)
    return (
      <span className={styles.state} data-tone="bad">
        <span className={styles.dot} aria-hidden />
        {t('projections.halted', { reason: halted })}
      </span>
    );
  if (rebuilding !== null) {
    const rate = t('projections.perSecond', { count: rebuilding.rate, number: format.count(rebuilding.rate) });
    return (
      <div className={styles.rebuild}>
        <div
          className={bar.track}
          role="progressbar"
          aria-label={t('projections.progress', { name })}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(rebuilding.progress * 100)}
        >
          <span style={{ width: `${rebuilding.progress * 100}%` }} />
        </div>
        <span className={bar.numbers}>
          <strong>{format.percent(rebuilding.progress)}</strong>
          <span>{rate}</span>
          {rebuilding.secondsLeft === null ? null : (
            <span>{t('projections.left', { span: format.span(rebuilding.secondsLeft) })}</span>
          )}
        </span>
      </div>
    );
  }
  if (!live)
    return (
      <span className={styles.state} data-tone="warn">
        <span className={styles.dot} aria-hidden />
        {t('projections.notBuilt')}
      </span>
    );
  const behind = lagSeconds >= 2;
  return (
    <span className={styles.state} data-tone={behind ? 'warn' : 'good'}>
      <span className={styles.dot} aria-hidden />
      {behind ? t('freshness.behind', { span: format.span(lagSeconds) }) : t('freshness.live')}
    </span>
  );
}
