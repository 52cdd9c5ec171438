import type { ProjectionDefinition } from '#kernel';
import { companies } from './companies.js';
import { contacts } from './contacts.js';
import { duplicates } from './duplicates.js';
import { imports } from './imports.js';
import { lineage } from './lineage.js';
import { staff } from './staff.js';

/** Every read model, in the order of their names. */
export const models: readonly ProjectionDefinition[] = [companies, contacts, duplicates, imports, lineage, staff];

export { companies, contacts, duplicates, imports, lineage, staff };
