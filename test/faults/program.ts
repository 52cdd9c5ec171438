import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout } from './checkout.js';

/** How one program of the installation is started. */
export interface ProgramOptions {
  /** `relay-1`: names its files and what is said of it. */
  readonly name: string;
  readonly app: 'api' | 'relay' | 'projector';
  /** Its home and its log lie here. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

const READY_MS = 120_000;
const ENDS_MS = 20_000;
/** Far beyond what any of them needs at this load, so that one that leaks ends. */
const HEAP_MB = 384;

/** A program as it was built, in a process of its own, on an address that stays the same. */
export class Program {
  private child: ChildProcess | null = null;
  private wanted = false;
  private shiftMs = 0;
  /** What it ended with although nobody had killed it. */
  died: string | null = null;

  private constructor(
    private readonly options: ProgramOptions,
    readonly address: string,
  ) {}

  static async make(options: ProgramOptions): Promise<Program> {
    mkdirSync(join(options.directory, options.name), { recursive: true });
    return new Program(options, `http://127.0.0.1:${await freePort()}`);
  }

  get name(): string {
    return this.options.name;
  }

  get app(): ProgramOptions['app'] {
    return this.options.app;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Starts it; resolves when it says that it is ready. */
  async start(): Promise<void> {
    const { name, app, directory, environment } = this.options;
    const home = join(directory, name);
    const output = openSync(join(directory, `${name}.log`), 'a');
    this.clock(this.shiftMs);
    this.wanted = true;
    const child = spawn(process.execPath, [join(checkout, `dist/apps/${app}/src/main.js`)], {
      cwd: checkout,
      stdio: ['ignore', output, output],
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_OPTIONS: `--max-old-space-size=${HEAP_MB} --import ${join(checkout, 'test/faults/shifted-clock.mjs')}`,
        SHIFTED_CLOCK: this.clockFile,
        THROUGHLINE_HOME: home,
        THROUGHLINE_LOG_FORMAT: 'json',
        HOST: '127.0.0.1',
        PORT: new URL(this.address).port,
        ...environment,
      },
    });
    this.child = child;
    child.once('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = null;
      if (this.wanted) this.died = `${name} ended by itself with ${signal ?? code}`;
    });
    await this.ready();
  }

  /** Ends it at once, as a crash would. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Ends it in order. Throws where it does not end in time. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Its clock differs from the machine's by so much, from now on. */
  clock(shiftMs: number): void {
    this.shiftMs = shiftMs;
    writeFileSync(this.clockFile, String(shiftMs));
  }

  /** What it answers to a question about itself; null where it does not. */
  async ask(path: string): Promise<{ readonly status: number; readonly text: string } | null> {
    try {
      const response = await fetch(`${this.address}${path}`, { signal: AbortSignal.timeout(5_000) });
      return { status: response.status, text: await response.text() };
    } catch {
      // it does not run, or hangs
      return null;
    }
  }

  /** Waits until it says that it is ready. Throws where it ends, or takes too long. */
  async ready(): Promise<void> {
    const until = performance.now() + READY_MS;
    let answer: Awaited<ReturnType<Program['ask']>> = null;
    for (;;) {
      answer = await this.ask('/health/ready');
      if (answer?.status === 200) return;
      if (this.child === null) throw new Error(this.died ?? `${this.name} was ended while it started`);
      if (performance.now() > until)
        throw new Error(`${this.name} was not ready within ${READY_MS / 1_000} s: ${answer?.text ?? 'no answer'}`);
      await sleep(100);
    }
  }

  private get clockFile(): string {
    return join(this.options.directory, this.options.name, 'clock');
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.wanted = false;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), ENDS_MS);
    const [, by] = (await ended) as [number | null, NodeJS.Signals | null];
    clearTimeout(late);
    if (signal === 'SIGTERM' && by === 'SIGKILL')
      throw new Error(`${this.name} did not end within ${ENDS_MS / 1_000} s of SIGTERM`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
