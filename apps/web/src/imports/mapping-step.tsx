import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, call } from '../api/client.js';
import type { Looked, SavedMapping } from '../api/types.js';
import type { NewImportSearch } from '../app/search.js';
import { Button } from '../ui/button.js';
import { InlineProblem } from '../ui/states.js';
import { DocumentEditor } from './document-editor.js';
import { lookupFiles, type Draft } from './draft.js';
import { LookupFiles } from './lookup-files.js';
import { setFile, setWord } from './mapping-edits.js';
import { MappingForm } from './mapping-form.js';
import styles from './mapping-step.module.css';
import { viewOf } from './mapping-view.js';
import { misplaced } from './places.js';
import { Preview } from './preview.js';
import { lookQuery, previewQuery, type Cut } from './queries.js';
import { StartWith } from './start-with.js';

/** How long typing may pause before the first rows are tried again. */
const PAUSE_MS = 350;

interface Props {
  readonly file: string;
  readonly looked: Looked;
  readonly draft: Draft;
  readonly saved: readonly SavedMapping[];
  readonly search: NewImportSearch;
  readonly go: (part: NewImportSearch, replace?: boolean) => void;
  readonly onChange: (draft: Draft) => void;
}

/** The second step: what the columns mean, chosen or written, with what the first rows would become beside it. */
export function MappingStep({ file, looked, draft, saved, search, go, onChange }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { document } = draft;
  const view = useMemo(() => viewOf(document), [document]);
  const said: Cut | undefined = view === null ? undefined : { delimiter: view.delimiter, encoding: view.encoding };
  const cut = useQuery({ ...lookQuery(file, said), placeholderData: keepPreviousData });
  const shown = cut.data ?? looked;
  const [tried] = useDebouncedValue(draft, PAUSE_MS);
  const trying = { file, mapping: tried.document, lookups: lookupFiles(tried) };
  const preview = useQuery({ ...previewQuery(trying), placeholderData: keepPreviousData });
  const problem = preview.error instanceof ApiProblem ? preview.error.problem : null;
  const problems = misplaced(problem);
  const write = (to: string): void => onChange({ ...draft, document: to });

  /** Where other columns come of another cut, what was chosen for them means nothing: it is guessed anew. */
  const recut = useMutation({
    mutationFn: async (to: Cut) => ({ to, answer: await client.fetchQuery(lookQuery(file, to)) }),
    onSuccess: ({ to, answer }) => {
      const names = (columns: Looked['columns']): string => JSON.stringify(columns.map(({ name }) => name));
      const same = names(answer.columns) === names(shown.columns);
      const next = same ? document : setWord(setWord(answer.mapping, 'name', view!.name), 'source', view!.source);
      write(setFile(setFile(next, 'delimiter', to.delimiter), 'encoding', to.encoding));
    },
  });
  const check = useMutation({
    mutationFn: () =>
      call<{ readonly id: string }>('/api/imports/dry-run', {
        method: 'POST',
        body: { file, mapping: document, lookups: lookupFiles(draft) },
      }),
    onSuccess: ({ id }) => go({ step: 'check', dry: id }),
  });
  const asDocument = search.written === 'document' || view === null;
  const current = tried === draft && !preview.isFetching;
  return (
    <>
      <div className={styles.bar}>
        <StartWith
          saved={saved}
          chosen={search.mapping}
          onChoose={(mapping) => {
            write(mapping?.document ?? looked.mapping);
            go({ mapping: mapping?.id }, true);
          }}
        />
        <div className={styles.tabs} role="group" aria-label={t('imports.howToSay')}>
          {(['form', 'document'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={asDocument === (one === 'document')}
              disabled={view === null}
              onClick={() => go({ written: one === 'document' ? 'document' : undefined }, true)}
            >
              {t(`imports.views.${one}`)}
            </button>
          ))}
        </div>
      </div>
      <div className={styles.split}>
        <div className={styles.main}>
          <InlineProblem error={recut.error ?? cut.error} />
          {asDocument ? (
            <DocumentEditor value={document} problems={problems} onChange={write} />
          ) : (
            <MappingForm
              document={document}
              view={view}
              columns={shown.columns}
              onChange={write}
              onCut={(to) => recut.mutate(to)}
            />
          )}
          {view === null || view.lookups.length === 0 ? null : (
            <LookupFiles lookups={view.lookups} draft={draft} onChange={onChange} />
          )}
        </div>
        <Preview
          tried={preview.data}
          error={preview.error}
          problems={asDocument ? [] : problems}
          busy={!current}
          file={shown}
        />
      </div>
      <InlineProblem error={check.error} />
      <div className={styles.foot}>
        <Button onClick={() => go({ step: 'file' })}>{t('imports.back')}</Button>
        <Button
          look="primary"
          busy={check.isPending}
          disabled={!current || preview.isError}
          onClick={() => check.mutate()}
        >
          {t('imports.check')}
        </Button>
      </div>
    </>
  );
}
