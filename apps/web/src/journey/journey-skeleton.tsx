import { Bar } from '../ui/skeleton.js';
import styles from './touch-line.module.css';

const widths = [220, 180, 260, 140, 200, 240, 160, 210, 190, 230, 150, 250];

/** The shape of a journey while it loads. */
export function JourneySkeleton() {
  return (
    <div aria-hidden>
      {widths.map((width) => (
        <div key={width} className={styles.line}>
          <Bar width={36} />
          <Bar width={24} height={24} />
          <Bar width={width} />
        </div>
      ))}
    </div>
  );
}
