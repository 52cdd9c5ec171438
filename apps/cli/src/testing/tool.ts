import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import { testDatabase } from '#platform/testing';
import { Output } from '../output/output.js';
import type { Sink } from '../output/sink.js';
import { commandLine } from '../program.js';
import { run, type ToolName } from '../run.js';

/** How a command ended and what it said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A place to run commands in: a directory and a database of its own. */
export interface Workplace {
  readonly home: string;
  readonly url: string;
  /** Runs a command line as a person would, in this process. */
  tool(...argv: string[]): Promise<Said>;
  /** The same, with a text on standard input. */
  toolWith(input: string, ...argv: string[]): Promise<Said>;
  /** The same with `--json`: the object it printed. */
  json<T>(...argv: string[]): Promise<T>;
  close(): Promise<void>;
}

/** Collects what is written. */
export function collector(isTTY = false): Sink & { readonly text: string } {
  let text = '';
  return {
    isTTY,
    columns: 80,
    get text() {
      return text;
    },
    write(chunk: string | Buffer, done?: unknown) {
      text += chunk.toString();
      if (typeof done === 'function') done();
      return true;
    },
  };
}

/** Makes a workplace on a fresh database. */
export async function workplace(): Promise<Workplace> {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'throughline-cli-'));
  const environment = { DATABASE_URL: database.url, THROUGHLINE_HOME: home };
  const tool = (...argv: string[]): Promise<Said> => runTool(argv, environment);
  return {
    home,
    url: database.url,
    tool,
    toolWith: (input, ...argv) => runTool(argv, environment, input),
    json: async <T>(...argv: string[]) => {
      const said = await tool(...argv, '--json');
      if (said.out === '') throw new Error(`${argv.join(' ')} said nothing: ${said.err}`);
      return JSON.parse(said.out) as T;
    },
    close: async () => {
      await database.close();
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
}

/** Runs a command line as a person would, in this process. */
export async function runTool(argv: readonly string[], environment: Record<string, string>, input = ''): Promise<Said> {
  const [out, err] = [collector(), collector()];
  let code: number | undefined;
  const program = commandLine(
    async (asked) => {
      const output = new Output(asked.options['json'] === true, out, err);
      code = await run(
        { ...asked, command: asked.command as ToolName },
        { output, environment, input: Readable.from([input]) },
      );
    },
    { version: '0', settings: '' },
    argv.includes('--json'),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? 0 : 2;
  }
  return { code: code!, out: out.text, err: err.text };
}
