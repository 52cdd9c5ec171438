import { IconFileUpload } from '@tabler/icons-react';
import { useId, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { Button } from '../ui/button.js';
import { InlineProblem } from '../ui/states.js';
import styles from './drop-zone.module.css';
import { Track } from './progress.js';
import type { Uploading } from './use-upload.js';

/** Where a file is dropped or chosen; says how far its upload is. */
export function DropZone({ upload }: { readonly upload: Uploading }) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const [file] = files ?? [];
    if (file !== undefined) upload.start(file);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  if (upload.file !== null)
    return (
      <div className={styles.zone} role="status">
        <strong>{upload.file.name}</strong>
        <div className={styles.track}>
          <Track share={upload.share} label={t('imports.uploading', { name: upload.file.name })} />
        </div>
        <span className={styles.soft}>{format.percent(upload.share)}</span>
        <Button size="small" onClick={upload.cancel}>
          {t('action.cancel')}
        </Button>
      </div>
    );
  return (
    <>
      <InlineProblem error={upload.error} />
      <div
        className={styles.zone}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileUpload size={28} stroke={1.4} aria-hidden />
        <label htmlFor={id}>{t('imports.drop')}</label>
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,.gz,text/csv"
          onChange={(event) => {
            take(event.currentTarget.files);
            // The same file, mended, can be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </div>
    </>
  );
}
