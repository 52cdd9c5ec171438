import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/client.js';
import { keyOf, problemCodes } from './problem-codes.js';
import { refusalKey } from './refusals.js';

/** What failed, and what to do: two short texts. */
export interface ProblemText {
  readonly title: string;
  readonly detail: string;
}

/** Says an error in the present language where it is a known one; otherwise in the API's own words. */
export function useProblemText(): (error: Error) => ProblemText {
  const { t } = useTranslation();
  return useCallback(
    (error: Error): ProblemText => {
      if (!(error instanceof ApiProblem)) return { title: t('problem.screen.title'), detail: error.message };
      const { status, code, title, detail, retryAfter, errors } = error.problem;
      if (error.unreachable) return { title: t('problem.unreachable.title'), detail: t('problem.unreachable.detail') };
      if (status === 429)
        return {
          title: t('problem.tooMany.title'),
          detail: t('problem.tooMany.detail', { count: retryAfter ?? 30 }),
        };
      const key = keyOf(problemCodes, code);
      if (key !== undefined) return { title: t(`problem.${key}.title`), detail: t(`problem.${key}.detail`) };
      const refused = refusalKey(code);
      if (refused !== undefined)
        return { title: t(`refusal.${refused}.title`), detail: t(`refusal.${refused}.detail`) };
      if (status === 403) return { title: t('problem.forbidden.title'), detail: t('problem.forbidden.detail') };
      if (status === 404) return { title: t('problem.missing.title'), detail: t('problem.missing.detail') };
      if (status >= 500) return { title: t('problem.server.title'), detail: t('problem.server.detail') };
      const places = errors?.map(({ path, message, remedy }) =>
        [`${path} ${message}`, remedy].filter(Boolean).join(': '),
      );
      return { title, detail: places?.join('; ') ?? detail ?? code ?? '' };
    },
    [t],
  );
}
