import { useKeys } from '../ui/keys.js';
import { focusRow } from './focus-row.js';

interface Options {
  /** The rows' ids, in their order. */
  readonly ids: readonly string[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (id: string) => void;
}

/**
 * Moving through a list by keys: j and k select, enter opens, esc lets go. The focus goes along at once, before the
 * selection has reached the address: an enter right behind it opens that row.
 */
export function useRowKeys({ ids, selected, onSelect, onOpen }: Options): void {
  const move = (step: number) => (): void => {
    const at = selected === undefined ? -1 : ids.indexOf(selected);
    const to = ids[at < 0 ? 0 : Math.max(0, Math.min(ids.length - 1, at + step))];
    if (to === undefined) return;
    onSelect(to);
    focusRow(document, to);
  };
  useKeys({
    j: move(1),
    arrowdown: move(1),
    k: move(-1),
    arrowup: move(-1),
    enter: () => (selected === undefined ? undefined : onOpen(selected)),
    escape: () => onSelect(undefined),
  });
}
