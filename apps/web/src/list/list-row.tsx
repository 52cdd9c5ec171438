import type { MouseEvent, ReactNode } from 'react';
import styles from './list-table.module.css';

/** What a row of a list is given. */
export interface RowProps<T> {
  readonly row: T;
  readonly index: number;
  readonly offset: number;
  readonly selected: boolean;
  readonly onOpen: (id: string) => void;
}

interface Props extends Omit<RowProps<unknown>, 'row'> {
  readonly id: string;
  readonly children: ReactNode;
}

/** A row at its place; a click anywhere but on a link opens it. */
export function ListRow({ id, index, offset, selected, onOpen, children }: Props) {
  const click = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || (event.target as Element).closest('a') !== null) return;
    onOpen(id);
  };
  return (
    // The name is the link that the keyboard opens; the rest of the row is a larger target for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={selected || undefined}
      className={styles.row}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={click}
    >
      {children}
    </div>
  );
}
