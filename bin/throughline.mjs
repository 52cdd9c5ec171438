#!/usr/bin/env node
import { run } from '../scripts/run.mjs';

const starts = process.argv[2] === 'start';

await run('dist/apps/cli/src/main.js', { web: starts, asBuilt: !starts });
