import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { TravelSearch } from '../app/search.js';

/** The moment everything is shown at: what had happened by then, as it was known then. Both are now where missing. */
export type Travel = { readonly asOf?: string; readonly asKnownAt?: string };

const NOW: Travel = {};

/**
 * The moment everything is shown at, as parameters of a question: part of its address and of its key. The same object as
 * long as it is the same moment.
 */
export function useTravel(): Travel {
  const { asOf, asKnownAt } = useSearch({ strict: false }) as TravelSearch;
  return useMemo(
    () =>
      asOf === undefined && asKnownAt === undefined
        ? NOW
        : { ...(asOf === undefined ? {} : { asOf }), ...(asKnownAt === undefined ? {} : { asKnownAt }) },
    [asOf, asKnownAt],
  );
}

/** Whether another moment than now is shown: nothing can be changed then. */
export function useTravelling(): boolean {
  return useTravel() !== NOW;
}

/** Goes to another moment, or back to now. */
export function useSetTravel(): (to: Travel) => void {
  const navigate = useNavigate();
  return ({ asOf, asKnownAt }) =>
    void navigate({ to: '.', search: (now: TravelSearch) => ({ ...now, asOf, asKnownAt }) });
}
