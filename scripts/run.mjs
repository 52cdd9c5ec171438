import module from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, root } from './build.mjs';
import { registerRunning, runningFromBuild } from './running.mjs';

/**
 * Builds what changed, then runs a built program in this very process, so that signals and exit codes are its own.
 * What another process runs from is never built anew under it: a program loads parts of itself late.
 *
 * @param {string} program path of the built file below the checkout, such as `dist/apps/cli/src/main.js`
 * @param {object} options
 * @param {boolean} [options.web] whether the program serves the web screens
 * @param {boolean} [options.asBuilt] whether it runs as it was built when its sources have changed since: a command
 *   does, for an instance may run from the same build without saying so (`node dist/apps/api/src/main.js`)
 */
export async function run(program, { web = false, asBuilt = false } = {}) {
  refuseOldNode();
  try {
    await build({ web, keep: () => whyKept(asBuilt) });
    registerRunning();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.setSourceMapsEnabled(true);
  // Node 22 and later keep the compiled code of modules between starts.
  module.enableCompileCache?.(join(root, 'dist', '.compile-cache'));
  await import(pathToFileURL(join(root, program)).href);
}

function whyKept(asBuilt) {
  const running = runningFromBuild();
  if (running.length > 0)
    return `The sources are newer than the build, which is kept: process ${running.join(', ')} runs from it.`;
  if (asBuilt) return 'The sources are newer than the build:  npm run build  takes them in.';
  return undefined;
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
