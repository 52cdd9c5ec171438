import { useTranslation } from 'react-i18next';
import type { EventDetail } from '../api/types.js';
import { Copy } from '../ui/copy-button.js';
import styles from './inspector.module.css';

/** Who recorded it: the source with its message id, the actor, and on what authority. */
export function Origin({ detail }: { readonly detail: EventDetail }) {
  const { t } = useTranslation();
  const { source, actor, authority, onBehalfOf, correlation, origin, import: imported } = detail.envelope;
  return (
    <dl className={styles.rows}>
      <div>
        <dt>{t('inspector.source')}</dt>
        <dd>{source.name}</dd>
      </div>
      <div>
        <dt>{t('inspector.messageId')}</dt>
        <dd className={styles.code}>
          <span>{source.messageId}</span>
          <Copy value={source.messageId} label={t('inspector.copyMessageId')} />
        </dd>
      </div>
      <div>
        <dt>{t('inspector.actor')}</dt>
        <dd>
          {actor.name ?? actor.id}
          <span className={styles.soft}>{t(`actor.${actor.kind}`)}</span>
        </dd>
      </div>
      {onBehalfOf === undefined ? null : (
        <div>
          <dt>{t('inspector.onBehalfOf')}</dt>
          <dd>{onBehalfOf}</dd>
        </div>
      )}
      {authority === undefined ? null : (
        <div>
          <dt>{t('inspector.authority')}</dt>
          <dd>
            {authority.name}
            <span className={styles.soft}>
              {[authority.kind, authority.version === undefined ? null : `v${authority.version}`]
                .filter((part) => part !== null)
                .join(' ')}
            </span>
          </dd>
        </div>
      )}
      {correlation === undefined ? null : (
        <div>
          <dt>{t('inspector.correlation')}</dt>
          <dd className={styles.code}>
            <span>{correlation}</span>
          </dd>
        </div>
      )}
      {origin === undefined ? null : (
        <div>
          <dt>{t('inspector.history')}</dt>
          <dd>{imported ?? t('inspector.historyText')}</dd>
        </div>
      )}
    </dl>
  );
}
