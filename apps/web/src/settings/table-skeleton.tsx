import { Bar } from '../ui/skeleton.js';
import styles from './settings.module.css';

const widths = [150, 210, 120, 180];

/** The shape of a settings list while it loads. */
export function TableSkeleton() {
  return (
    <div className={styles.table} aria-hidden>
      {widths.map((width) => (
        <div key={width} className={styles.waiting}>
          <Bar width={width} />
          <Bar width={width * 0.6} />
          <Bar width={72} />
        </div>
      ))}
    </div>
  );
}
