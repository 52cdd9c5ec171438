import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconArrowBackUp, IconPlayerPlay, IconPlayerStop, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, call } from '../api/client.js';
import type { ImportOpened } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { ImportResult } from './import-result.js';
import styles from './imports.module.css';
import { viewOf } from './mapping-view.js';
import { useBytes } from './use-bytes.js';
import { Progress } from './progress.js';
import { importQuery } from './queries.js';
import { StateMark } from './state-mark.js';

const UndoImport = lazy(() => import('./undo-import.js').then((module) => ({ default: module.UndoImport })));

const route = getRouteApi('/app/intake/imports/$import');

/** One import: how far it is, what came of it, and what can be done. */
export function ImportPage() {
  const { t } = useTranslation();
  const { import: id } = route.useParams();
  const opened = useQuery(importQuery(id));
  usePage(opened.data?.name ?? t('imports.one'), { title: t('nav.imports'), to: '/intake/imports' });
  return (
    <div className={styles.page}>
      {opened.data !== undefined ? (
        <Opened opened={opened.data} />
      ) : opened.isError ? (
        <ErrorState error={opened.error} retry={() => void opened.refetch()} />
      ) : (
        <TableSkeleton />
      )}
    </div>
  );
}

function Opened({ opened }: { readonly opened: ImportOpened }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bytes = useBytes();
  const mayWrite = useMay('imports.write');
  const { state, progress, undoneAt } = opened;
  return (
    <>
      <div className={styles.head}>
        <div className={styles.title}>
          <h2>{opened.name}</h2>
          <StateMark state={state} />
        </div>
        <p className={styles.soft}>
          {[
            opened.source,
            opened.file,
            bytes(opened.bytes),
            t('imports.mappingVersion', {
              name: viewOf(opened.document)?.name ?? '',
              version: format.count(opened.mappingVersion),
            }),
          ].join(' · ')}
        </p>
        <p className={styles.soft}>
          {opened.startedBy} <Moment at={opened.startedAt} />
        </p>
      </div>
      {undoneAt === null ? null : (
        <p className={styles.note}>
          <IconArrowBackUp size={16} aria-hidden />
          <span>
            {t('imports.undoneBecause', { reason: opened.undoneBecause ?? '' })} <Moment at={undoneAt} />
          </span>
        </p>
      )}
      {state === 'running' && progress !== null ? (
        <section className={styles.card} aria-label={t('imports.states.running')}>
          <Progress progress={progress} label={t('imports.importing', { name: opened.name })} />
          <p className={styles.soft}>
            {t('imports.soFar', {
              recorded: format.count(progress.recorded),
              repeated: format.count(progress.repeated),
              refused: format.count(progress.refused),
            })}
          </p>
          <p className={styles.soft}>{t('imports.mayLeave')}</p>
        </section>
      ) : null}
      {state === 'interrupted' ? (
        <p className={styles.note} data-tone="warn">
          {t(opened.canResume ? 'imports.interrupted' : 'imports.fileGone')}
        </p>
      ) : null}
      {state === 'interrupted' && opened.problem !== null ? (
        <div className={styles.problem}>
          <InlineProblem error={new ApiProblem({ title: t('imports.states.interrupted'), ...opened.problem })} />
        </div>
      ) : null}
      {mayWrite ? <Actions opened={opened} /> : null}
      <ImportResult opened={opened} />
    </>
  );
}

/** What can be done with it now. */
function Actions({ opened }: { readonly opened: ImportOpened }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [undoing, setUndoing] = useState(false);
  const { id, state } = opened;
  const act = useMutation({
    mutationFn: (what: 'stop' | 'resume') => call(`/api/imports/${id}/${what}`, { method: 'POST', body: {} }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['import', id] });
      await client.invalidateQueries({ queryKey: ['imports'] });
    },
  });
  return (
    <>
      <InlineProblem error={act.error} />
      <div className={styles.actions}>
        {state === 'running' ? (
          <Button size="small" busy={act.isPending} onClick={() => act.mutate('stop')}>
            <IconPlayerStop size={15} aria-hidden />
            {t('imports.stop')}
          </Button>
        ) : null}
        {state === 'interrupted' && opened.canResume ? (
          <Button look="primary" size="small" busy={act.isPending} onClick={() => act.mutate('resume')}>
            <IconPlayerPlay size={15} aria-hidden />
            {t('imports.resume')}
          </Button>
        ) : null}
        {state === 'running' ? null : (
          <Link to="/intake/imports/new" search={{ from: id }} className={styles.action}>
            <IconUpload size={15} aria-hidden />
            {t('imports.corrected')}
          </Link>
        )}
        {state === 'finished' || state === 'interrupted' ? (
          <Button size="small" onClick={() => setUndoing(true)}>
            <IconArrowBackUp size={15} aria-hidden />
            {t('imports.undo')}
          </Button>
        ) : null}
      </div>
      {undoing ? (
        <Suspense fallback={null}>
          <UndoImport opened={opened} onClose={() => setUndoing(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
