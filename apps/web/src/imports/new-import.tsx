import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewImportSearch } from '../app/search.js';
import { useMay } from '../app/session.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { CheckStep } from './check-step.js';
import { keepDraft, readDraft, type Draft } from './draft.js';
import { FileStep } from './file-step.js';
import styles from './imports.module.css';
import { MappingStep } from './mapping-step.js';
import { importQuery, lookQuery, mappingsQuery } from './queries.js';
import { Steps } from './steps.js';

const route = getRouteApi('/app/intake/imports/new');

/** Brings a file in, step by step: the file, what its columns mean, what would become of it. */
export function NewImport() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/intake/imports/new' });
  const mayWrite = useMay('imports.write');
  usePage(t('imports.new'), { title: t('nav.imports'), to: '/intake/imports' });
  const { file, step = 'mapping' } = search;
  const go = (part: NewImportSearch, replace = false): void =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace });
  if (!mayWrite)
    return <EmptyState icon={IconLock} title={t('problem.forbidden.title')} text={t('problem.forbidden.detail')} />;
  const shown = file === undefined ? 'file' : step;
  return (
    <div className={styles.page}>
      <Steps step={shown} search={search} />
      {file === undefined || shown === 'file' ? (
        <FileStep file={file} go={go} />
      ) : (
        <Prepared key={file} file={file} search={search} go={go} />
      )}
    </div>
  );
}

interface PreparedProps {
  readonly file: string;
  readonly search: NewImportSearch;
  readonly go: (part: NewImportSearch, replace?: boolean) => void;
}

/** The steps that need to know what the file looks like, and begin with a mapping: one chosen, one used before, or a guess. */
function Prepared({ file, search, go }: PreparedProps) {
  const { t } = useTranslation();
  const { from, mapping } = search;
  const looked = useQuery(lookQuery(file, undefined));
  const before = useQuery({ ...importQuery(from ?? ''), enabled: from !== undefined });
  const saved = useQuery(mappingsQuery);
  const [kept, setKept] = useState(() => readDraft(file));
  const change = (to: Draft): void => {
    keepDraft(file, to);
    setKept(to);
    if (search.dry !== undefined) go({ dry: undefined }, true);
  };
  const failed = [looked, before].find(({ isError }) => isError);
  if (failed?.error != null)
    return (
      <>
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
        <p className={styles.centred}>
          <Link to="/intake/imports/new" search={{ from, mapping }} className={styles.link}>
            {t('imports.otherFile')}
          </Link>
        </p>
      </>
    );
  const waiting = (from !== undefined && before.data === undefined) || (mapping !== undefined && saved.isPending);
  if (looked.data === undefined || (kept === null && waiting)) return <TableSkeleton />;
  const chosen = saved.data?.items.find(({ id }) => id === mapping);
  const lookups = Object.entries(before.data?.lookups ?? {}).map(([name, id]) => [name, { file: id, name }] as const);
  const draft: Draft = kept ?? {
    document: chosen?.document ?? before.data?.document ?? looked.data.mapping,
    lookups: Object.fromEntries(lookups),
  };
  const props = { file, looked: looked.data, draft, search, go };
  return search.step === 'check' ? (
    <CheckStep {...props} />
  ) : (
    <MappingStep {...props} saved={saved.data?.items ?? []} onChange={change} />
  );
}
