import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the checkout. */
export const checkout = resolve(fileURLToPath(import.meta.url), '../../..');
