import { useTranslation } from 'react-i18next';
import type { EventDetail } from '../api/types.js';
import { useFormat, useNow } from '../i18n/use-format.js';
import styles from './inspector.module.css';

/** The two clocks: when it happened, and when it was recorded; with the zone. */
export function Times({ detail }: { readonly detail: EventDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const happened = detail.envelope.occurredAt;
  const day = happened !== undefined && happened.length === 10;
  return (
    <dl className={styles.rows}>
      <div>
        <dt>{t('inspector.happened')}</dt>
        <dd>
          {happened === undefined ? (
            t('inspector.undated')
          ) : (
            <>
              <time dateTime={happened}>{day ? format.day(happened) : format.exact(happened)}</time>
              <span className={styles.soft}>{day ? t('inspector.dayOnly') : format.relative(happened, now)}</span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('inspector.recorded')}</dt>
        <dd>
          <time dateTime={detail.recordedAt}>{format.exact(detail.recordedAt)}</time>
          {happened === undefined || day ? null : <Delay from={happened} to={detail.recordedAt} />}
        </dd>
      </div>
    </dl>
  );
}

function Delay({ from, to }: { readonly from: string; readonly to: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 1) return null;
  return <span className={styles.soft}>{t('inspector.later', { span: format.span(seconds) })}</span>;
}
