import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem, call } from '../api/client.js';
import type { DryRun, Looked } from '../api/types.js';
import type { NewImportSearch } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import { Button } from '../ui/button.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { lookupFiles, type Draft } from './draft.js';
import { Figures } from './figures.js';
import styles from './imports.module.css';
import { Reasons, TypeTable } from './outcome-tables.js';
import { Progress } from './progress.js';
import { dryRunQuery } from './queries.js';
import { TriedRefused } from './tried-rows.js';

interface Props {
  readonly file: string;
  readonly looked: Looked;
  readonly draft: Draft;
  readonly search: NewImportSearch;
  readonly go: (part: NewImportSearch, replace?: boolean) => void;
}

/** The third step: the whole file is read, and nothing recorded; then it can be brought in. */
export function CheckStep({ file, looked, draft, search, go }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { dry } = search;
  const body = { file, mapping: draft.document, lookups: lookupFiles(draft) };
  const run = useQuery({ ...dryRunQuery(dry ?? ''), enabled: dry !== undefined });
  const again = useMutation({
    mutationFn: () => call<{ readonly id: string }>('/api/imports/dry-run', { method: 'POST', body }),
    onSuccess: ({ id }) => go({ dry: id }, true),
  });
  const begin = useMutation({
    mutationFn: () =>
      call<{ readonly id: string }>('/api/imports', { method: 'POST', body: { ...body, name: looked.name } }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['imports'] });
      void navigate({ to: '/intake/imports/$import', params: { import: id } });
    },
  });
  const tried = run.data?.tried ?? null;
  return (
    <>
      {dry === undefined ? (
        <div className={styles.card}>
          <p>{t('imports.checkText')}</p>
          <InlineProblem error={again.error} />
          <Button look="primary" size="small" busy={again.isPending} onClick={() => again.mutate()}>
            {t('imports.check')}
          </Button>
        </div>
      ) : run.data !== undefined ? (
        <Checked run={run.data} name={looked.name} onAgain={() => again.mutate()} />
      ) : run.isError ? (
        <ErrorState error={run.error} retry={() => again.mutate()} compact />
      ) : (
        <Bar width="60%" />
      )}
      <InlineProblem error={begin.error} />
      <div className={styles.foot}>
        <Button onClick={() => go({ step: 'mapping' })}>{t('imports.back')}</Button>
        <Button
          look="primary"
          busy={begin.isPending}
          disabled={tried === null || tried.types.length === 0}
          onClick={() => begin.mutate()}
        >
          {t('imports.run')}
        </Button>
      </div>
    </>
  );
}

interface CheckedProps {
  readonly run: DryRun;
  readonly name: string;
  readonly onAgain: () => void;
}

function Checked({ run, name, onAgain }: CheckedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (run.problem !== null) return <ErrorState error={new ApiProblem(run.problem)} retry={onAgain} compact />;
  const { tried } = run;
  if (tried === null)
    return (
      <section className={styles.card} aria-label={t('imports.checking', { name })}>
        <Progress progress={run.progress} label={t('imports.checking', { name })} />
        <p className={styles.soft}>{t('imports.nothingYet')}</p>
      </section>
    );
  const events = tried.types.reduce((sum, one) => sum + one.events, 0);
  return (
    <>
      <Figures
        figures={[
          { label: t('imports.rows'), value: tried.rows },
          { label: t('imports.events'), value: events },
          { label: t('imports.leftOut'), value: tried.leftOut },
          { label: t('imports.refused'), value: tried.refused, bad: tried.refused > 0 },
        ]}
      />
      {tried.refused === 0 ? null : <p className={styles.refusedText}>{t('imports.refusedText')}</p>}
      <div className={styles.tables}>
        {tried.types.length === 0 ? null : (
          <TypeTable
            heads={[t('imports.events')]}
            lines={tried.types.map(({ type, events: count }) => ({ type, counts: [format.count(count)] }))}
          />
        )}
        {tried.reasons.length === 0 ? null : <Reasons reasons={tried.reasons} />}
      </div>
      <TriedRefused refused={tried.firstRefused} />
    </>
  );
}
