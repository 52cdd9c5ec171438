import type { AnyEventDefinition } from '#kernel';
import type { Emit, NamedThing, Path } from './mapping.js';
import { readExpression, type Known } from './read-expression.js';

/** A thing that an event may name, before a mapping says how. */
type Nameable = Omit<NamedThing, 'value'>;

/** Roles whose nodes come from identifiers. */
const PEOPLE: ReadonlySet<string> = new Set(['profile', 'others']);

/**
 * The things an event of a kind may name, by role or field: all that is no contact. A company, or its parent, that fields
 * of the payload name is named there.
 */
export function thingsOf(definition: AnyEventDefinition): Readonly<Record<string, Nameable>> {
  const things: Record<string, Nameable> = {};
  const stated = new Set<string>(Object.values(definition.companies));
  const roles = definition.about as Readonly<Record<string, string>>;
  for (const role in roles) {
    if (PEOPLE.has(role) || stated.has(role) || roles[role] === 'many') continue;
    const kind = definition.refers[role] ?? role;
    things[role] = { kind, as: kind === 'company' ? 'company' : 'role', required: roles[role] === 'required' };
  }
  const payload = definition.payload as Readonly<
    Record<string, { readonly optional: boolean; readonly schema: { readonly format?: unknown } }>
  >;
  for (const field in payload)
    if (payload[field]!.schema.format === 'uuid' && things[field] === undefined)
      things[field] = { kind: definition.refers[field] ?? field, as: 'field', required: false };
  return things;
}

/** Reads the things that an event concerns. */
export function readAbout(value: unknown, path: Path, definition: AnyEventDefinition, known: Known): Emit['about'] {
  const { checking } = known;
  const things = thingsOf(definition);
  const said = value === undefined ? {} : checking.anyObject(value, path);
  const read: Record<string, NamedThing> = {};
  for (const name in said) {
    const thing = Object.hasOwn(things, name) ? things[name] : undefined;
    if (thing !== undefined) read[name] = { ...thing, value: readExpression(said[name], [...path, name], known) };
    else
      checking.wrong(
        [...path, name],
        `${definition.name} names no ${JSON.stringify(name)} here`,
        `it may name ${Object.keys(things).join(', ') || 'nothing but its identifiers'}`,
        true,
      );
  }
  for (const name in things)
    if (things[name]!.required && said[name] === undefined)
      checking.wrong(path, `lacks ${JSON.stringify(name)}, which ${definition.name} must have`);
  return read;
}
