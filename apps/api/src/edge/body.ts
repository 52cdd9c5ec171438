import { checkFields, InvalidInput, type Fields, type Problem, type Shape } from '#kernel';

/** The body of a request, checked. Throws InvalidInput (`request.invalid`). */
export function checkedBody<F extends Record<string, Shape<unknown>>>(fields: F, body: unknown): Fields<F> {
  const problems: Problem[] = [];
  const checked = checkFields(fields, body ?? {}, '', problems);
  if (problems.length > 0) throw new InvalidInput('request.invalid', problems);
  return checked;
}
