import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { Ownership, StageHistory } from '../api/types.js';
import { subjectPath, type Subject } from '../subject/subject.js';
import { useTravel } from '../travel/travel.js';

/** Whose a contact or company is and was, and its handoffs. */
export function useOwnership(subject: Subject) {
  const travel = useTravel();
  return useQuery({
    queryKey: ['ownership', subject.id, travel],
    queryFn: ({ signal }) => call<Ownership>(`${subjectPath(subject)}/ownership`, { signal, params: travel }),
    meta: { reads: ['companies', 'contacts', 'identity', 'ownership', 'staff', 'teams'] },
  });
}

/** The stages a contact or company is and was in, the newest first. */
export function useStageHistory(subject: Subject) {
  const travel = useTravel();
  return useQuery({
    queryKey: ['stage-history', subject.id, travel],
    queryFn: ({ signal }) => call<StageHistory>(`${subjectPath(subject)}/stages`, { signal, params: travel }),
    meta: { reads: ['funnel', 'identity'] },
  });
}
