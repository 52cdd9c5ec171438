import { useTranslation } from 'react-i18next';
import type { KeyRow } from '../api/types.js';
import { Moment } from '../ui/moment.js';
import { useScopeWord } from './scope-words.js';
import { webhookName } from './webhooks.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

interface Props {
  readonly keys: readonly KeyRow[];
  /** Missing for those who may only look. */
  readonly onRevoke: ((key: KeyRow) => void) | null;
  readonly onSetSecret: (key: KeyRow) => void;
}

/** The keys there are; the revoked ones last and faint. */
export function KeyTable({ keys, onRevoke, onSetSecret }: Props) {
  const { t } = useTranslation();
  const scopeWord = useScopeWord();
  const sorted = [...keys].sort((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null));
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label={t('nav.keys')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('keysPage.name')}</th>
            <th scope="col" className={styles.wide}>
              {t('keysPage.scopes')}
            </th>
            <th scope="col" className={styles.wide}>
              {t('keysPage.issued')}
            </th>
            <th scope="col">{t('keysPage.lastUsed')}</th>
            <th scope="col" className={styles.end}>
              {t('keysPage.state')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((key) => (
            <tr key={key.id} className={key.revokedAt === null ? undefined : styles.faint}>
              <td className={styles.name}>
                {key.name}
                {key.webhook === null ? null : <span className={styles.soft}> {webhookName(key.webhook)}</span>}
                {key.signed !== false ? null : onRevoke === null ? (
                  <span className={styles.soft}> {t('keysPage.secretMissing')}</span>
                ) : (
                  <Button
                    look="quiet"
                    size="compact"
                    onClick={() => onSetSecret(key)}
                    aria-label={t('keysPage.setSecretNamed', { name: key.name })}
                  >
                    {t('keysPage.setSecret')}
                  </Button>
                )}
              </td>
              <td className={styles.wide}>
                <span className={styles.chips}>
                  {key.scopes.map((scope) => (
                    <span key={scope} className={styles.chip}>
                      {scopeWord(scope)}
                    </span>
                  ))}
                </span>
              </td>
              <td className={`${styles.nowrap} ${styles.wide}`}>
                {key.issuedAt === null ? null : <Moment at={key.issuedAt} />}
                {key.issuedBy === null ? null : (
                  <span className={styles.soft}> {t('keysPage.by', { person: key.issuedBy })}</span>
                )}
              </td>
              <td className={styles.nowrap}>
                {key.lastUsedAt === null ? (
                  <span className={styles.soft}>{t('keysPage.never')}</span>
                ) : (
                  <Moment at={key.lastUsedAt} />
                )}
              </td>
              <td className={styles.end}>
                {key.revokedAt === null && onRevoke === null ? (
                  t('keysPage.inForce')
                ) : key.revokedAt === null ? (
                  <Button
                    look="quiet"

                    size="compact"
                    onClick={() => onRevoke?.(key)}
                    aria-label={t('keysPage.revokeNamed', { name: key.name })}
                  >
                    {t('keysPage.revoke')}
                  </Button>
                ) : (
                  <>
                    {t('keysPage.revoked')} <Moment at={key.revokedAt} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
