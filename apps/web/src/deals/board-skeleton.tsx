import { Bar } from '../ui/skeleton.js';
import styles from './board.module.css';
import card from './deal-card.module.css';

const columns = [3, 4, 2, 1];
const widths = [140, 180, 120, 160];

/** The shape of a board while it loads. */
export function BoardSkeleton() {
  return (
    <div className={styles.board} aria-hidden>
      {columns.map((cards) => (
        <div key={cards} className={styles.column}>
          <div className={styles.head}>
            <Bar width={96} />
            <Bar width={64} />
          </div>
          <div className={styles.cards}>
            {widths.slice(0, cards).map((width) => (
              <div key={width} className={card.card}>
                <div className={card.link} style={{ gap: 8 }}>
                  <Bar width={width} />
                  <Bar width={96} />
                  <Bar width={120} />
                </div>
              </div>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
