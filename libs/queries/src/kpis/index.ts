import type { KpiDefinition } from '#kernel';
import { attendance } from './attendance.js';
import { openRate } from './open-rate.js';

/** Every figure, a file each in this folder. */
export const kpis: readonly KpiDefinition[] = [attendance, openRate];

export { attendance, openRate };
