import { IconCircleCheck, IconFileUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { Button } from '../ui/button.js';
import { InlineProblem } from '../ui/states.js';
import type { Draft } from './draft.js';
import styles from './lookup-files.module.css';
import type { MappingView } from './mapping-view.js';
import { useUpload } from './use-upload.js';

interface Props {
  readonly lookups: MappingView['lookups'];
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** The files that the mapping looks rows up in: each is uploaded as well. */
export function LookupFiles({ lookups, draft, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.lookups} aria-label={t('imports.lookups')}>
      <h2>{t('imports.lookups')}</h2>
      <p>{t('imports.lookupsText')}</p>
      {[...new Set(lookups.map(({ file }) => file))].map((file) => (
        <LookupFile key={file} name={file} draft={draft} onChange={onChange} />
      ))}
    </section>
  );
}

interface FileProps {
  readonly name: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

function LookupFile({ name, draft, onChange }: FileProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const upload = useUpload(({ file, name: own }) =>
    onChange({ ...draft, lookups: { ...draft.lookups, [name]: { file, name: own } } }),
  );
  const there = draft.lookups[name];
  return (
    <>
      <div className={styles.lookup}>
        <code>{name}</code>
        <span className={styles.soft}>
          {upload.file !== null ? (
            format.percent(upload.share)
          ) : there === undefined ? (
            t('imports.lookupMissing')
          ) : (
            <>
              <IconCircleCheck size={15} aria-hidden /> {there.name}
            </>
          )}
        </span>
        <input
          ref={input}
          type="file"
          hidden
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file !== undefined) upload.start(file);
            currentTarget.value = '';
          }}
        />
        <Button size="small" busy={upload.file !== null} onClick={() => input.current?.click()}>
          <IconFileUpload size={15} aria-hidden />
          {t('imports.upload', { name })}
        </Button>
      </div>
      <InlineProblem error={upload.error} />
    </>
  );
}
