import { ApiProblem } from '../../api/client.js';
import { useProblemText } from '../../ui/problem-text.js';

/** What the API refused, at its field: the words for a code, where it is about this place. */
export function useFieldProblems(error: Error | null) {
  const text = useProblemText();
  const problem = error instanceof ApiProblem ? error.problem : null;
  const words = error === null ? '' : text(error).detail;
  return {
    /** The words for a field, where one of the codes is said of it; of a row where `about` is what its particular says. */
    at: (codes: readonly string[], particular?: string, about?: unknown): string | undefined => {
      if (problem?.code === undefined || !codes.includes(problem.code)) return undefined;
      if (particular !== undefined && problem.particulars?.[particular] !== about) return undefined;
      return words;
    },
    /** The error, unless its code is one that some field says in any case. */
    rest: (said: readonly string[] = []): Error | null =>
      problem?.code !== undefined && said.includes(problem.code) ? null : error,
  };
}
