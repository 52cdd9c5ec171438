/**
 * Given to a program by `--require`: at the end, each of its threads notes which packages it had loaded, in a file below
 * LOADED_PACKAGES. A package that is written as ESM would not be seen.
 */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { threadId } = require('node:worker_threads');

process.on('exit', () => {
  const packages = new Set(
    Object.keys(require.cache).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]),
  );
  writeFileSync(join(process.env.LOADED_PACKAGES, `${process.pid}.${threadId}.json`), JSON.stringify([...packages]));
});
