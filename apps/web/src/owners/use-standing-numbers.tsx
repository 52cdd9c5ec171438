import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ownership } from '../api/types.js';
import { nameOf } from '../handoffs/called.js';
import type { Subject } from '../subject/subject.js';
import { Moment } from '../ui/moment.js';
import { useStageWord } from '../ui/stage-words.js';
import styles from './owners.module.css';
import { useOwnership, useStageHistory } from './standing.js';

interface Shown {
  readonly label: string;
  readonly value: ReactNode;
}

/** What a header says of where somebody stands: the stage, whose they are, and since when they are a customer. */
export function useStandingNumbers(subject: Subject): readonly Shown[] {
  const { t } = useTranslation();
  const word = useStageWord();
  const stages = useStageHistory(subject).data?.items ?? [];
  const ownership = useOwnership(subject).data;
  const stage = stages.find(({ to }) => to === null);
  const customer = stages.findLast(({ cause, from }) => cause === 'became-customer' && from !== null);
  return [
    {
      label: t('owners.stage'),
      value: stage === undefined ? null : <span className={styles.badge}>{word(stage.stage)}</span>,
    },
    { label: t('owners.owner'), value: ownership === undefined ? null : <Owners ownership={ownership} /> },
    { label: t('owners.customerSince'), value: customer?.from == null ? null : <Moment at={customer.from} /> },
  ];
}

function Owners({ ownership }: { readonly ownership: Ownership }) {
  const { t } = useTranslation();
  const { owners, status, handoff } = ownership;
  const names = owners.flatMap(({ person }) => (person === null ? [] : [nameOf(person)]));
  return (
    <span className={styles.owners}>
      <span dir="auto" title={names.join(', ')}>
        {names.length === 0 ? t('owners.unowned') : names.join(', ')}
      </span>
      {status === 'awaiting-acceptance' ? (
        handoff === null ? (
          <span className={styles.awaiting}>{t('owners.awaiting')}</span>
        ) : (
          <Link to="/handoffs" search={{ tab: 'all', handoff }} className={styles.awaiting}>
            {t('owners.awaiting')}
          </Link>
        )
      ) : null}
    </span>
  );
}
