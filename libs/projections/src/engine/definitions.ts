import type { EventCatalogue, ProjectionDefinition } from '#kernel';
import { identityModel } from '../identity/identity-model.js';
import { definitionText } from './tables.js';

/** A text that changes whenever one of these read models does: processes with the same one follow the same tables. */
export function definitionsText(
  names: readonly string[],
  models: readonly ProjectionDefinition[],
  catalogue: EventCatalogue,
): string {
  return [identityModel(catalogue), ...models]
    .filter(({ name }) => names.includes(name))
    .map((definition) => `${definition.name} ${definitionText(definition)}`)
    .sort()
    .join('\n');
}
