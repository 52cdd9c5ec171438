import type { ProjectionDefinition } from '#kernel';
import { contacts } from './contacts.js';
import { lineage } from './lineage.js';
import { staff } from './staff.js';

/** Every read model, in the order of their names. */
export const models: readonly ProjectionDefinition[] = [contacts, lineage, staff];

export { contacts, lineage, staff };
