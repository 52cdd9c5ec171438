import type { ProjectionDefinition } from '#kernel';
import { contacts } from './contacts.js';
import { imports } from './imports.js';
import { lineage } from './lineage.js';
import { staff } from './staff.js';

/** Every read model, in the order of their names. */
export const models: readonly ProjectionDefinition[] = [contacts, imports, lineage, staff];

export { contacts, imports, lineage, staff };
