import { useEffect, useRef, type RefObject } from 'react';
import type { BoardStage, DealLine } from '../api/types.js';
import { focusRow } from '../list/focus-row.js';
import { useKeys } from '../ui/keys.js';
import type { BoardMoves } from './use-board-moves.js';

interface Options {
  readonly area: RefObject<HTMLElement | null>;
  readonly stages: readonly BoardStage[];
  readonly moves: BoardMoves;
  readonly may: boolean;
  readonly onLose: (deal: DealLine) => void;
}

interface Place {
  readonly column: number;
  readonly row: number;
}

/**
 * Keys of the board: arrows move the focus from card to card, with shift they move the card to the neighbouring stage;
 * w wins, l loses, enter opens, as a link does.
 */
export function useBoardKeys({ area, stages, moves, may, onLose }: Options): void {
  const followed = useRef<string | null>(null);
  const placeOf = (id: string): Place | null => {
    const column = stages.findIndex(({ items }) => items.some(({ deal }) => deal === id));
    return column < 0 ? null : { column, row: stages[column]!.items.findIndex(({ deal }) => deal === id) };
  };
  const focused = (): string | null =>
    area.current?.contains(document.activeElement) === true
      ? (document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null)
      : null;
  const dealAt = ({ column, row }: Place): DealLine | undefined => stages[column]?.items[row];
  const go = (place: Place): void => {
    const deal = dealAt(place);
    if (deal === undefined) return;
    focusRow(area.current, deal.deal);
  };
  const first = (): void => go({ column: stages.findIndex(({ items }) => items.length > 0), row: 0 });

  const along = (step: number) => (): void => {
    const place = placeOf(focused() ?? '');
    if (place === null) first();
    else go({ ...place, row: place.row + step });
  };
  const across =
    (step: number) =>
    (event: KeyboardEvent): void => {
      const place = placeOf(focused() ?? '');
      if (place === null) first();
      else if (event.shiftKey) carry(place, step);
      else {
        let column = place.column + step;
        while (stages[column]?.items.length === 0) column += step;
        go({ column, row: Math.min(place.row, (stages[column]?.items.length ?? 1) - 1) });
      }
    };
  const carry = (place: Place, step: number): void => {
    const [deal, stage] = [dealAt(place), stages[place.column + step]];
    if (!may || deal === undefined || stage === undefined) return;
    followed.current = deal.deal;
    moves.move(deal, stage.stage);
  };
  const withCard = (act: (deal: DealLine) => void) => (): void => {
    const place = placeOf(focused() ?? '');
    const deal = place === null ? undefined : dealAt(place);
    if (may && deal !== undefined) act(deal);
  };
  useKeys({
    arrowdown: along(1),
    j: along(1),
    arrowup: along(-1),
    k: along(-1),
    arrowright: across(1),
    arrowleft: across(-1),
    w: withCard(moves.win),
    l: withCard(onLose),
  });

  // A card that was moved by a key keeps the focus where it now is, and where it comes to stand.
  const { moving } = moves;
  useEffect(() => {
    if (followed.current === null) return;
    focusRow(area.current, followed.current);
    if (moving.length === 0) followed.current = null;
  }, [moving, area, followed]);
}
