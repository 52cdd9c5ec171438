/**
 * Lets a plain Node script import the TypeScript sources: `#lib` resolves to the source, `.js` to the `.ts` beside it.
 * Used where jest does not transform (its global set-up) and by tests that start a process from source.
 */
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register('./typescript-hooks.mjs', import.meta.url);
