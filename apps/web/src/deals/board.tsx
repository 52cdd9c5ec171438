import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board as Whole, BoardStage, DealLine } from '../api/types.js';
import { BoardColumn } from './board-column.js';
import styles from './board.module.css';
import { Outcomes } from './outcomes.js';
import type { BoardMoves, Moving } from './use-board-moves.js';
import { useBoardKeys } from './use-board-keys.js';

interface Props {
  readonly board: Whole;
  readonly moves: BoardMoves;
  /** Whether cards may be moved. */
  readonly may: boolean;
  readonly onLose: (deal: DealLine) => void;
  readonly onMore: (stage: string) => void;
}

/** The stages side by side. Cards are dragged from one to another, or moved by keys. */
export function Board({ board, moves, may, onLose, onMore }: Props) {
  const { t } = useTranslation();
  const area = useRef<HTMLElement>(null);
  const [dragged, setDragged] = useState<DealLine | null>(null);
  const { moving } = moves;
  const stages = board.stages.map((stage) => ({ ...stage, items: shownIn(stage, moving) }));
  const drop = (act: (deal: DealLine) => void) => (): void => {
    if (dragged !== null) act(dragged);
    setDragged(null);
  };
  useBoardKeys({ area, stages, moves, may, onLose });
  return (
    <div className={styles.frame}>
      <section ref={area} className={styles.board} aria-label={t('deals.board')} tabIndex={-1}>
        {stages.map((stage, i) => (
          <BoardColumn
            key={stage.stage}
            stage={stage}
            moving={moving}
            may={may}
            dragged={dragged}
            isHome={dragged !== null && isIn(dragged, stage.stage, i)}
            onDrag={setDragged}
            onDrop={drop((deal) => (isIn(deal, stage.stage, i) ? undefined : moves.move(deal, stage.stage)))}
            onMore={onMore}
          />
        ))}
      </section>
      {dragged === null ? (
        <p className={styles.hint}>{may ? t('deals.boardHint') : t('deals.boardHintReading')}</p>
      ) : (
        <Outcomes onWin={drop(moves.win)} onLose={drop(onLose)} />
      )}
    </div>
  );
}

/** Whether a deal is in a stage: one of which nobody said any is in the first. */
function isIn(deal: DealLine, stage: string, index: number): boolean {
  return deal.stage === stage || (deal.stage === null && index === 0);
}

/** The cards of a stage, with those that are on their way where they go. */
function shownIn(stage: BoardStage, moving: readonly Moving[]): readonly DealLine[] {
  return moving.reduce<readonly DealLine[]>((items, { deal, stage: to }) => {
    if (to === null) return items;
    if (to !== stage.stage) return items.filter((one) => one.deal !== deal.deal);
    return items.some((one) => one.deal === deal.deal) ? items : [deal, ...items];
  }, stage.items);
}
