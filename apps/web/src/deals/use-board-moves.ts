import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';
import { useCommand, type Params } from '../commands/use-command.js';
import { useNotify } from '../ui/notices.js';
import { queued } from './board-queue.js';
import { useDealName } from './deal-name.js';

/** A card that is on its way: shown where it goes until what was written is read again. */
export interface Moving {
  readonly deal: DealLine;
  /** Null for one that is being won. */
  readonly stage: string | null;
}

/** A move with the command that writes it, and what is said once it is done. */
interface Step extends Moving {
  readonly command: string;
  readonly params: Params;
  readonly done?: string;
}

/** What the board does with its cards. */
export interface BoardMoves {
  /** In the order they are written: the first is being written, the others wait for it. */
  readonly moving: readonly Moving[];
  move(deal: DealLine, stage: string): void;
  win(deal: DealLine): void;
}

/**
 * Moves cards: each stays where it was put once the board has read its own write, and goes back where that failed. What
 * is asked for meanwhile is kept, and written afterwards.
 */
export function useBoardMoves(): BoardMoves {
  const { t } = useTranslation();
  const notify = useNotify();
  const nameOf = useDealName();
  const queue = useRef<readonly Step[]>([]);
  const [moving, setMoving] = useState<readonly Step[]>([]);
  const ask = useCommand({
    changes: ['deals'],
    onDone: () => {
      const [written, ...rest] = queue.current;
      if (written?.done !== undefined) notify.done(written.done);
      goOn(rest);
    },
    onFailed: (error) => {
      const [failed, ...rest] = queue.current;
      // It goes back to where it is: what was asked for after that was meant from where it should have been.
      goOn(rest.filter(({ deal }) => deal.deal !== failed?.deal.deal));
      notify.problem(error);
    },
  });
  const keep = (steps: readonly Step[]): void => {
    queue.current = steps;
    setMoving(steps);
  };
  const send = ({ command, deal, params }: Step): void => ask.mutate({ command, id: deal.deal, params });
  const goOn = (steps: readonly Step[]): void => {
    keep(steps);
    if (steps[0] !== undefined) send(steps[0]);
  };
  const begin = (step: Step): void => {
    const idle = queue.current.length === 0;
    keep(queued(queue.current, step));
    if (idle) send(step);
  };
  return {
    moving,
    move: (deal, stage) => begin({ deal, stage, command: 'deal.move-stage', params: { stage } }),
    win: (deal) =>
      begin({ deal, stage: null, command: 'deal.win', params: {}, done: t('deals.wonNotice', { name: nameOf(deal) }) }),
  };
}
