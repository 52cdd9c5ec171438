import type { EventCatalogue } from '#kernel';
import { identityModel } from '../identity/identity-model.js';
import { models } from '../models/index.js';
import { definitionText } from './tables.js';

/** A text that changes whenever one of these read models does: processes with the same one follow the same tables. */
export function definitionsText(names: readonly string[], catalogue: EventCatalogue): string {
  return [identityModel(catalogue), ...models]
    .filter(({ name }) => names.includes(name))
    .map((definition) => `${definition.name} ${definitionText(definition)}`)
    .sort()
    .join('\n');
}
