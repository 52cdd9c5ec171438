import { register } from 'node:module';

/** The thread of intake as it is written, where nothing is built. */
register('../../../../test/typescript-hooks.mjs', import.meta.url);
await import('../../src/composition/intake-worker.ts');
