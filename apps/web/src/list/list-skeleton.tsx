import { Bar } from '../ui/skeleton.js';
import type { Column } from './list-head.js';
import styles from './list-table.module.css';

const widths = [148, 112, 176, 96, 132, 160, 120, 104, 168, 140, 116, 152];

/** The shape of a list while it loads. */
export function ListSkeleton({ columns }: { readonly columns: readonly Column<string>[] }) {
  return (
    <div aria-hidden>
      {widths.map((width) => (
        <div key={width} className={styles.row} data-still>
          {columns.map(({ key, number }) => (
            <div key={key} className={styles.cell} data-column={key} data-number={number || undefined}>
              {key === 'name' ? <Bar width={20} height={20} /> : null}
              <Bar width={number ? 28 : width * (key === 'name' ? 1 : 0.7)} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
