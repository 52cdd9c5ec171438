import { Bar } from '../ui/skeleton.js';
import styles from './contact-table.module.css';

const widths = [148, 112, 176, 96, 132, 160, 120, 104, 168, 140, 116, 152];

/** The shape of the list while it loads. */
export function ContactTableSkeleton() {
  return (
    <div aria-hidden>
      {widths.map((width) => (
        <div key={width} className={styles.row} data-still>
          <div className={styles.cell} data-column="name">
            <Bar width={20} height={20} />
            <Bar width={width} />
          </div>
          <div className={styles.cell} data-column="company">
            <Bar width={width * 0.6} />
          </div>
          <div className={styles.cell} data-column="firstAt">
            <Bar width={width * 0.8} />
          </div>
          <div className={styles.cell} data-column="lastAt">
            <Bar width={width * 0.9} />
          </div>
          <div className={styles.cell} data-column="touches">
            <Bar width={28} />
          </div>
        </div>
      ))}
    </div>
  );
}
