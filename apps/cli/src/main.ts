import { CommanderError } from 'commander';
import { commandLine, type Asked, type HelpTexts } from './program.js';

const argv = process.argv.slice(2);

// a reader that has seen enough (`--help | head`) is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** The texts of the help take longest to load: only for who asks for them. */
async function helpTexts(): Promise<HelpTexts> {
  const wanted = argv.length === 0 || argv.some((word) => ['help', '--help', '-h', '--version'].includes(word));
  if (!wanted) return { version: '', settings: '' };
  const { configurationHelp, productVersion } = await import('#platform');
  return { version: productVersion(), settings: configurationHelp() };
}

async function carryOut(asked: Asked): Promise<void> {
  if (asked.command === 'start') {
    const { start } = await import('./commands/start.js');
    await start();
    return;
  }
  const { run } = await import('./run.js');
  process.exitCode = await run({ ...asked, command: asked.command });
}

try {
  await commandLine(carryOut, await helpTexts(), argv.includes('--json')).parseAsync(argv, { from: 'user' });
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
