import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ImportOpened } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { Figures } from './figures.js';
import styles from './imports.module.css';
import { Reasons, TypeTable } from './outcome-tables.js';

/** What came of an import: how many rows and events, by type, why rows were refused, and by which mapping. */
export function ImportResult({ opened }: { readonly opened: ImportOpened }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rows, recorded, repeated, refused, leftOut, types, reasons } = opened;
  return (
    <>
      {rows === null ? null : (
        <Figures
          figures={[
            { label: t('imports.rows'), value: rows },
            { label: t('imports.recorded'), value: recorded ?? 0 },
            { label: t('imports.repeated'), value: repeated ?? 0 },
            { label: t('imports.leftOut'), value: leftOut ?? 0 },
            { label: t('imports.refused'), value: refused ?? 0, bad: (refused ?? 0) > 0 },
          ]}
        />
      )}
      <div className={styles.tables}>
        {types === null || types.length === 0 ? null : (
          <TypeTable
            heads={[t('imports.recorded'), t('imports.repeated')]}
            lines={types.map((one) => ({
              type: one.type,
              counts: [format.count(one.recorded), format.count(one.repeated)],
            }))}
          />
        )}
        {reasons === null || reasons.length === 0 ? null : <Reasons reasons={reasons} />}
      </div>
      {opened.refusedFile ? <RefusedLink id={opened.id} /> : null}
      <details className={styles.document}>
        <summary>{t('imports.mapping')}</summary>
        <pre tabIndex={0} aria-label={t('imports.mapping')}>
          {opened.document}
        </pre>
      </details>
    </>
  );
}

/** Where the refused rows can be had, with line and reason. */
function RefusedLink({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <a className={styles.action} href={`/api/imports/${encodeURIComponent(id)}/refused`} download>
      <IconDownload size={15} aria-hidden />
      {t('imports.download')}
    </a>
  );
}
