import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.js';
import { moved } from './moved.js';
import styles from './rows.module.css';

interface Props<T> {
  /** What the rows are, for those who do not see them. */
  readonly label: string;
  readonly rows: readonly T[];
  /** What a row is called, in what its buttons say. */
  readonly name: (row: T, index: number) => string;
  /** Undefined where nothing may be changed. */
  readonly onChange: ((rows: readonly T[]) => void) | undefined;
  /** A row as it begins, and what the button that adds it says. */
  readonly fresh?: () => T;
  readonly add?: string;
  /** Whether their order means something. */
  readonly ordered?: boolean;
  readonly children: (row: T, change: (part: Partial<T>) => void, index: number) => ReactNode;
}

/** Rows to be edited, added, taken out and moved; alt with an arrow moves the row one stands in, and goes with it. */
export function MovableRows<T extends object>(props: Props<T>) {
  const { label, rows, name, onChange, fresh, add, ordered = true, children } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number): void => {
    if (onChange === undefined || to < 0 || to >= rows.length) return;
    const within = indexWithin(list.current, from);
    onChange(moved(rows, from, to));
    requestAnimationFrame(() => focusables(list.current?.children[to])[within]?.focus());
  };
  const press = (event: KeyboardEvent, at: number): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || step === undefined || !ordered) return;
    event.preventDefault();
    move(at, at + step);
  };
  return (
    <div className={styles.rows}>
      <ol ref={list} aria-label={label}>
        {rows.map((row, at) => (
          // Rows have no names of their own that last: where one stands is what it is.
          // oxlint-disable-next-line react/no-array-index-key, jsx-a11y/no-noninteractive-element-interactions
          <li key={at} className={styles.row} onKeyDown={(event) => press(event, at)}>
            <div className={styles.fields}>
              {children(row, (part) => onChange?.(rows.map((one, i) => (i === at ? { ...one, ...part } : one))), at)}
            </div>
            {onChange === undefined ? null : (
              <div className={styles.acts}>
                {ordered ? (
                  <>
                    <IconButton
                      label={t('settingRows.up', { name: name(row, at) })}
                      disabled={at === 0}
                      onClick={() => move(at, at - 1)}
                    >
                      <IconArrowUp size={16} aria-hidden />
                    </IconButton>
                    <IconButton
                      label={t('settingRows.down', { name: name(row, at) })}
                      disabled={at === rows.length - 1}
                      onClick={() => move(at, at + 1)}
                    >
                      <IconArrowDown size={16} aria-hidden />
                    </IconButton>
                  </>
                ) : null}
                <IconButton
                  label={t('settingRows.remove', { name: name(row, at) })}
                  onClick={() => onChange(rows.filter((_, i) => i !== at))}
                >
                  <IconTrash size={16} aria-hidden />
                </IconButton>
              </div>
            )}
          </li>
        ))}
      </ol>
      {onChange === undefined || fresh === undefined ? null : (
        <Button size="compact" onClick={() => onChange([...rows, fresh()])}>
          <IconPlus size={14} aria-hidden />
          {add}
        </Button>
      )}
    </div>
  );
}

function focusables(row: Element | undefined): HTMLElement[] {
  return row === undefined ? [] : [...row.querySelectorAll<HTMLElement>('input, select, button')];
}

/** Which of a row's fields and buttons has the focus. */
function indexWithin(list: HTMLElement | null, at: number): number {
  const found = focusables(list?.children[at]).findIndex((one) => one === document.activeElement);
  return Math.max(0, found);
}
