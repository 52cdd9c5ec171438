import type { ProjectionDefinition } from '#kernel';
import { contacts } from './contacts.js';
import { duplicates } from './duplicates.js';
import { lineage } from './lineage.js';
import { staff } from './staff.js';

/** Every read model, in the order of their names. */
export const models: readonly ProjectionDefinition[] = [contacts, duplicates, lineage, staff];

export { contacts, duplicates, lineage, staff };
