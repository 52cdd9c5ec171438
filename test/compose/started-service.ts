import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout, type Service } from './compose-file.js';

/** What is elsewhere here than in a container: the folder of secrets, and the names of other services' hosts. */
export interface Mapping {
  readonly secrets: string;
  /** Values by the variable they are given in, for what only a network of containers has. */
  readonly instead: Readonly<Record<string, string>>;
  /** Variables that are left out: of servers that cannot be had here. */
  readonly without: readonly string[];
}

/** A service of a compose file that runs outside of a container. */
export interface StartedService {
  readonly address: string;
  /** Runs the file's own health check once: null when it passes, else what it said. */
  check(): Promise<string | null>;
  /** Waits until it passes. Throws with all that was printed. */
  healthy(withinMs: number): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
}

/** The variables of the image, as the Dockerfile's last stage sets them. */
function ofImage(): Record<string, string> {
  const line = /^ENV (.*)$/m.exec(readFileSync(join(checkout, 'Dockerfile'), 'utf8'))![1]!;
  return Object.fromEntries(line.split(' ').map((pair) => pair.split('=') as [string, string]));
}

/** Starts a service by the command and with the environment that the files say, and nothing else of this process. */
export async function startService(service: Service, mapping: Mapping): Promise<StartedService> {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'throughline-data-'));
  const environment: Record<string, string> = {
    ...ofImage(),
    ...service.environment,
    // A container has an address and a disk of its own; these are of this machine.
    HOST: '127.0.0.1',
    PORT: String(port),
    THROUGHLINE_HOME: home,
    PATH: process.env['PATH']!,
    ...mapping.instead,
  };
  for (const [name, value] of Object.entries(environment))
    if (mapping.without.includes(name)) delete environment[name];
    else environment[name] = value.replace('/run/secrets', mapping.secrets);
  const run = (command: readonly string[]) =>
    spawn(command[0]!, command.slice(1), { cwd: checkout, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const child = run(service.command!);
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void printed.push(chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);

  const check = async (): Promise<string | null> => {
    const [, ...command] = service.healthcheck!.test;
    const checking = run(command);
    let said = '';
    checking.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(checking, 'close')) as [number | null];
    return code === 0 ? null : said || `exit code ${code}`;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    check,
    healthy: async (withinMs) => {
      let said: string | null = 'not asked';
      for (const until = Date.now() + withinMs; said !== null && Date.now() < until && child.exitCode === null;) {
        said = await check();
        if (said !== null) await sleep(250);
      }
      if (said !== null) throw new Error(`${service.command!.join(' ')} is not healthy: ${said}\n${printed.join('')}`);
    },
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(home, { recursive: true, force: true });
      return code;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
