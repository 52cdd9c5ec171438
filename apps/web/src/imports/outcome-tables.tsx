import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import settings from '../settings/settings.module.css';
import { useEventWords } from '../inspector/event-words.js';
import styles from './imports.module.css';

interface TypeProps {
  readonly heads: readonly string[];
  readonly lines: readonly { readonly type: string; readonly counts: readonly string[] }[];
}

/** How many events there are of each type. */
export function TypeTable({ heads, lines }: TypeProps) {
  const { t } = useTranslation();
  const word = useEventWords();
  return (
    <div className={settings.table} tabIndex={0} role="region" aria-label={t('imports.byType')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('imports.byType')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className={settings.number}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ type, counts }) => (
            <tr key={type}>
              <td>{word(type)}</td>
              {counts.map((count, i) => (
                <td key={heads[i]} className={settings.number}>
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ReasonsProps {
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
}

/** Why rows were refused, the most frequent reason first. */
export function Reasons({ reasons }: ReasonsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={settings.table} tabIndex={0} role="region" aria-label={t('imports.reasons')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('imports.reasons')}</th>
            <th scope="col" className={settings.number}>
              {t('imports.rows')}
            </th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ reason, rows }) => (
            <tr key={reason}>
              <td className={styles.reason}>{reason}</td>
              <td className={settings.number}>{format.count(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
