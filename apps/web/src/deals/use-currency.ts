import { useQueryClient } from '@tanstack/react-query';
import type { Board } from '../api/types.js';

/** The currency an amount is offered in where nothing says which: that of most deals on a board that was shown. */
export function useCurrency(): string {
  const boards = useQueryClient().getQueriesData<Board>({ queryKey: ['pipeline'] });
  const deals = new Map<string, number>();
  for (const [, board] of boards)
    for (const { currency, deals: count } of board?.totals ?? [])
      if (currency !== null) deals.set(currency, (deals.get(currency) ?? 0) + count);
  const [most] = [...deals].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? 'EUR';
}
