import { id, checkFields, InvalidInput, type Fields, type Problem, type Shape } from '#kernel';

/** The body of a request, checked; what is wrong with all of it is wrong at `body`. Throws InvalidInput (`request.invalid`). */
export function checkedBody<F extends Record<string, Shape<unknown>>>(fields: F, body: unknown): Fields<F> {
  const problems: Problem[] = [];
  const checked = checkFields(fields, body ?? {}, '', problems);
  if (problems.length > 0)
    throw new InvalidInput(
      'request.invalid',
      problems.map((problem) => (problem.where === '' ? { ...problem, where: 'body' } : problem)),
    );
  return checked;
}

/** The id in a path, checked before anything is asked about it. Throws InvalidInput (`request.invalid`). */
export function checkedId(given: string): string {
  return checkedBody({ id }, { id: given }).id;
}

/** Whether a text in a path is a number that the database gave something. */
export function isNumbered(given: string): boolean {
  return /^\d{1,18}$/.test(given);
}
