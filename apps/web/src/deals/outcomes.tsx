import { IconThumbDown, IconTrophy, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';

interface Props {
  readonly onWin: () => void;
  readonly onLose: () => void;
}

/** Where a card that is dragged ends: won, or lost. */
export function Outcomes({ onWin, onLose }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.outcomes}>
      <Outcome outcome="won" label={t('deals.status.won')} icon={IconTrophy} onDrop={onWin} />
      <Outcome outcome="lost" label={t('deals.status.lost')} icon={IconThumbDown} onDrop={onLose} />
    </div>
  );
}

interface OutcomeProps {
  readonly outcome: 'won' | 'lost';
  readonly label: string;
  readonly icon: Icon;
  readonly onDrop: () => void;
}

function Outcome({ outcome, label, icon: Glyph, onDrop }: OutcomeProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={styles.outcome}
      data-outcome={outcome}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <Glyph size={18} stroke={1.8} aria-hidden />
      <span>{label}</span>
    </div>
  );
}
