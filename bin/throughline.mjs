#!/usr/bin/env node
import { run } from '../scripts/run.mjs';

await run('dist/apps/cli/src/main.js', { web: process.argv[2] === 'start' });
