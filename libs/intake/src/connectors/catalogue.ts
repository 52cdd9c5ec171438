import type { ConnectorDefinition } from '#kernel';
import { segment } from './segment.js';
import { touchpoints } from './touchpoints.js';

/** The connectors, a file each in this folder: what their paths receive is theirs to read. */
export const CONNECTORS: readonly ConnectorDefinition[] = [segment, touchpoints];
