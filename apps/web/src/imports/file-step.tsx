import { useQuery } from '@tanstack/react-query';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { NewImportSearch } from '../app/search.js';
import { Button } from '../ui/button.js';
import { DropZone } from './drop-zone.js';
import styles from './imports.module.css';
import { lookQuery } from './queries.js';
import { useBytes } from './use-bytes.js';
import { useUpload } from './use-upload.js';

interface Props {
  /** The file that is uploaded already. */
  readonly file: string | undefined;
  readonly go: (part: NewImportSearch) => void;
}

/** The first step: a file is dropped or chosen, and uploaded. */
export function FileStep({ file, go }: Props) {
  const { t } = useTranslation();
  const upload = useUpload((uploaded) => go({ step: 'mapping', file: uploaded.file, dry: undefined }));
  return (
    <div className={styles.narrow}>
      <DropZone upload={upload} />
      {file === undefined || upload.file !== null ? null : <Present file={file} go={go} />}
      <p className={styles.soft}>{t('imports.fileText')}</p>
    </div>
  );
}

function Present({ file, go }: { readonly file: string; readonly go: Props['go'] }) {
  const { t } = useTranslation();
  const bytes = useBytes();
  const { data } = useQuery(lookQuery(file, undefined));
  if (data === undefined) return null;
  return (
    <div className={styles.present}>
      <IconFileTypeCsv size={20} stroke={1.6} aria-hidden />
      <span className={styles.presentName}>
        {data.name} <span className={styles.soft}>{bytes(data.bytes)}</span>
      </span>
      <Button look="primary" size="small" onClick={() => go({ step: 'mapping' })}>
        {t('imports.next')}
      </Button>
    </div>
  );
}
