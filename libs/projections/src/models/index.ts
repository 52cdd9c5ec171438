import type { ProjectionDefinition } from '#kernel';
import { campaigns } from './campaigns.js';
import { contacts } from './contacts.js';
import { lineage } from './lineage.js';
import { staff } from './staff.js';

/** Every read model, in the order of their names. */
export const models: readonly ProjectionDefinition[] = [campaigns, contacts, lineage, staff];

export { campaigns, contacts, lineage, staff };
