import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import '../test/typescript-loader.mjs';

/** Writes docs/configuration.md from the table of settings. */
const { configurationPage } = await import('../libs/platform/src/configuration/describe-configuration.ts');
writeFileSync(join(root, 'docs', 'configuration.md'), configurationPage());
