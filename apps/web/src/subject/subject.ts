import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SubjectSearch } from '../app/search.js';

/** Whose page it is: a contact's or a company's. */
export interface Subject {
  readonly kind: 'contact' | 'company';
  readonly id: string;
}

const lists = { contact: '/api/contacts', company: '/api/companies' } as const;

/** The read models that a page of this kind is made from. */
export const subjectReads = {
  contact: ['contacts', 'identity'],
  company: ['companies', 'contacts', 'identity'],
} as const;

/** Where the API answers about it. */
export function subjectPath({ kind, id }: Subject): string {
  return `${lists[kind]}/${encodeURIComponent(id)}`;
}

/** What its page keeps in the address. */
export function useSubjectSearch(): SubjectSearch {
  return useSearch({ strict: false });
}

/** Changes what its page keeps in the address; another entry of the history unless it replaces this one. */
export function useChangeSearch(): (part: Partial<SubjectSearch>, replace?: boolean) => void {
  const navigate = useNavigate();
  return (part, replace = false) =>
    void navigate({ to: '.', search: (now: SubjectSearch) => ({ ...now, ...part }), replace });
}
