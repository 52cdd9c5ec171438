import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FunnelMember } from '../api/types.js';
import { SubjectLink } from '../handoffs/called.js';
import { useFormat } from '../i18n/use-format.js';
import { usePages } from '../list/use-pages.js';
import { Button, IconButton } from '../ui/button.js';
import { useStageWord } from '../ui/stage-words.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import styles from './funnel.module.css';
import type { Chosen } from './funnel-table.js';

const reads = ['companies', 'contacts', 'funnel', 'identity'] as const;
const idOf = ({ unit, from }: FunnelMember): string => `${unit.id} ${from}`;
const always = (): boolean => true;

interface Props {
  /** What the funnel was asked with. */
  readonly asked: Readonly<Record<string, string | undefined>>;
  readonly chosen: Chosen;
  readonly slice: string | undefined;
  readonly onClose: () => void;
}

/** Who is behind a figure of the funnel: as many as it says. */
export function MembersPanel({ asked, chosen, slice, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useStageWord();
  const { stage, figure, reached } = chosen;
  const params = useMemo(() => ({ ...asked, stage, figure, reached, slice }), [asked, stage, figure, reached, slice]);
  const { rows, query } = usePages<FunnelMember>({
    path: '/api/funnel/members',
    params,
    limit: 100,
    id: idOf,
    reads,
    atTop: always,
  });
  return (
    <aside className={styles.panel} aria-label={t('funnel.members')}>
      <div className={styles.panelHead}>
        <h3>
          {word(stage)} · {t(`funnel.figure.${figure}`)}
        </h3>
        <IconButton label={t('action.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </IconButton>
      </div>
      {query.isError && rows.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} compact />
      ) : query.isPending ? (
        <Bar width="80%" />
      ) : rows.length === 0 ? (
        <p className={styles.other}>{t('funnel.nobody')}</p>
      ) : (
        <ul className={styles.members} tabIndex={0} aria-label={t('funnel.members')}>
          {rows.map((row) => (
            <li key={idOf(row)}>
              <SubjectLink called={row.unit} />
              <span className={styles.soft}>{row.from === null ? null : format.shortDate(row.from)}</span>
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('funnel.more')}
        </Button>
      ) : null}
    </aside>
  );
}
