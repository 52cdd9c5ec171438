import { checkFields, InvalidInput, type Fields, type Problem, type Shape } from '#kernel';

type Shapes = Readonly<Record<string, Shape<unknown>>>;

/** Parameters as an address holds them (texts) in the types their shapes describe; what does not fit is left for the check to name. */
export function fromTexts(shapes: Shapes, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typedValue(Object.hasOwn(shapes, name) ? shapes[name] : undefined, value),
    ]),
  );
}

function typedValue(shape: Shape<unknown> | undefined, value: unknown): unknown {
  if (typeof value !== 'string' || shape === undefined) return value;
  const type = shape.schema['type'];
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** Parameters checked against their shapes. Throws InvalidInput (`query.invalid`). */
export function checkedParams<P extends Record<string, Shape<unknown>>>(
  shapes: P,
  given: Record<string, unknown>,
): Fields<P> {
  const problems: Problem[] = [];
  const checked = checkFields(shapes, given, '', problems);
  if (problems.length > 0) throw new InvalidInput('query.invalid', problems);
  return checked;
}
