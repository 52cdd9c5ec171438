import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardStage, DealLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import styles from './board.module.css';
import { DealCard } from './deal-card.js';
import { useStageWords } from './stage-words.js';
import type { Moving } from './use-board-moves.js';
import { Worths } from './worths.js';

interface Props {
  readonly stage: BoardStage;
  /** The cards that are on their way. */
  readonly moving: readonly Moving[];
  readonly may: boolean;
  readonly dragged: DealLine | null;
  /** Whether what is dragged comes from here. */
  readonly isHome: boolean;
  readonly onDrag: (deal: DealLine | null) => void;
  readonly onDrop: () => void;
  readonly onMore: (stage: string) => void;
}

/** One stage: how much is in it, and its cards. */
export function BoardColumn({ stage, moving, may, dragged, isHome, onDrag, onDrop, onMore }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const stageWord = useStageWords();
  const [over, setOver] = useState(false);
  const name = stageWord(stage.stage);
  const hidden = stage.deals - stage.items.length;
  return (
    // What the mouse drops here, keys move here.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.column}
      aria-label={name}
      data-over={(over && dragged !== null && !isHome) || undefined}
      onDragOver={(event) => {
        if (dragged === null) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop();
      }}
    >
      <div className={styles.head}>
        <h2>
          {name}
          <span className={styles.number}>{format.count(stage.deals)}</span>
          <span className={styles.chance}>
            {stage.probability === null ? t('deals.stageUnknown') : format.chance(stage.probability)}
          </span>
        </h2>
        {stage.deals === 0 ? <span className={styles.soft}>–</span> : <Worths worths={stage.totals} />}
      </div>
      <ul className={styles.cards}>
        {stage.items.map((deal) => (
          <DealCard
            key={deal.deal}
            deal={deal}
            may={may}
            busy={moving.some((one) => one.deal.deal === deal.deal)}
            onDrag={onDrag}
          />
        ))}
        {hidden > 0 ? (
          <li>
            <button type="button" className={styles.more} onClick={() => onMore(stage.stage)}>
              {t('deals.more', { count: hidden, number: format.count(hidden) })}
            </button>
          </li>
        ) : null}
      </ul>
    </section>
  );
}
