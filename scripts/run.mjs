import module from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, root } from './build.mjs';

/**
 * Builds what changed, then runs a built program in this very process, so that signals and exit codes are its own.
 *
 * @param {string} program path of the built file below the checkout, such as `dist/apps/cli/src/main.js`
 * @param {{ web?: boolean }} options whether the program serves the web screens
 */
export async function run(program, { web = false } = {}) {
  refuseOldNode();
  try {
    await build({ web });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.setSourceMapsEnabled(true);
  // Node 22 and later keep the compiled code of modules between starts.
  module.enableCompileCache?.(join(root, 'dist', '.compile-cache'));
  await import(pathToFileURL(join(root, program)).href);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const wanted = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major > 22;
  if (!wanted) {
    process.stderr.write(`Node.js ${process.versions.node} is not supported: use 20.19 or later, or 22.13 or later.\n`);
    process.exit(1);
  }
  if (!existsSync(join(root, 'node_modules'))) {
    process.stderr.write('The packages are not installed: run  npm ci  first.\n');
    process.exit(1);
  }
}
