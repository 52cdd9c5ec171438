#!/usr/bin/env node
import { build } from '../scripts/build.mjs';

await build({ web: false, quiet: true });
await import('../dist/apps/cli/src/main.js');
