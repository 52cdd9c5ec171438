import { Bar } from '../ui/skeleton.js';
import styles from './board.module.css';
import card from './card.module.css';

/** The shape of a board while the catalogue loads. */
export function BoardSkeleton() {
  return (
    <div className={styles.cards} aria-hidden>
      {[120, 90, 140, 100, 130, 80].map((width) => (
        <div key={width} className={card.card}>
          <Bar width={width} />
          <Bar width={96} height={28} />
          <Bar width="60%" />
          <Bar width="100%" height={32} />
        </div>
      ))}
    </div>
  );
}
