import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconBriefcase, IconZoomQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';
import type { PipelineSearch } from '../app/search.js';
import { useMay } from '../app/session.js';
import { useTravel, useTravelling } from '../travel/travel.js';
import { Button } from '../ui/button.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { Board } from './board.js';
import { BoardSkeleton } from './board-skeleton.js';
import { CloseDialog } from './close-dialog.js';
import { boardQuery } from './queries.js';
import { useBoardMoves } from './use-board-moves.js';

interface Props {
  readonly search: PipelineSearch;
  readonly onChange: (part: Partial<PipelineSearch>) => void;
}

/** The board of a pipeline, or why there is none. */
export function PipelineBoard({ search, onChange }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay('deals.write');
  const travelling = useTravelling();
  const [losing, setLosing] = useState<DealLine | null>(null);
  const { pipeline, owner } = search;
  const which = { pipeline, owner, overdue: search.overdue === 'yes' ? ('true' as const) : undefined };
  const board = useQuery({ ...boardQuery(which, useTravel()), placeholderData: keepPreviousData });
  const moves = useBoardMoves();
  const { data } = board;
  if (data === undefined)
    return board.isError ? <ErrorState error={board.error} retry={() => void board.refetch()} /> : <BoardSkeleton />;
  if (data.deals === 0 && (owner !== undefined || which.overdue !== undefined))
    return (
      <EmptyState icon={IconZoomQuestion} title={t('deals.none.title')} text={t('deals.none.text')}>
        <Button size="small" onClick={() => onChange({ owner: undefined, overdue: undefined })}>
          {t('deals.none.clear')}
        </Button>
      </EmptyState>
    );
  if (data.deals === 0 && travelling)
    return <EmptyState icon={IconBriefcase} title={t('deals.empty.title')} text={t('deals.empty.then')} />;
  if (data.deals === 0)
    return (
      <EmptyState icon={IconBriefcase} title={t('deals.empty.title')} text={t('deals.empty.text')}>
        {may ? (
          <Button look="primary" size="small" onClick={() => onChange({ new: 'deal' })}>
            {t('deals.new')}
          </Button>
        ) : null}
        <Button size="small" look="quiet" onClick={() => void navigate({ to: '/intake/imports/new' })}>
          {t('deals.empty.import')}
        </Button>
      </EmptyState>
    );
  return (
    <>
      <Board
        board={data}
        moves={moves}
        may={may}
        onLose={setLosing}
        onMore={(stage) => onChange({ as: 'table', stage })}
      />
      {losing === null ? null : <CloseDialog deal={losing} outcome="lost" onClose={() => setLosing(null)} />}
    </>
  );
}
