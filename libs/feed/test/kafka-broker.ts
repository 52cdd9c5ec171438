import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaLibs } from './kafka-libs.js';

/** A broker of its own: Apache Kafka (KRaft, one node) on loopback, its data in a temporary directory. */
export interface KafkaBroker {
  readonly version: string;
  /** `host:port`, as KAFKA_BROKERS takes it. */
  readonly address: string;
  /** Of the process that runs now. */
  pid(): number;
  /** False once it has ended, by itself or not. */
  isRunning(): boolean;
  /** Ends it at once, as a crash would. */
  kill9(): Promise<void>;
  /** Starts it again on the same ports and data, ending it in order first where it runs; resolves when it answers. */
  restart(): Promise<void>;
  /** Freezes the process; `resume` wakes it. */
  stop(): void;
  resume(): void;
  /** Ends it and throws its data away. */
  close(): Promise<void>;
}

/** How a broker is started. */
export interface KafkaBrokerOptions {
  /** Memory of its heap; 512 unless told. */
  readonly heapMb?: number;
  /** Compiled for speed rather than for an early start, for benchmarks. */
  readonly lasting?: boolean;
  /** Given the port it listens on: the port that clients are sent to, such as that of a proxy before it. */
  readonly advertise?: (port: number) => number;
  /** An empty directory for what it keeps, which stays when it is closed; a temporary one unless told. */
  readonly directory?: string;
}

const PREFIX = 'throughline-kafka-';
const READY_MS = 180_000;
const ENDS_MS = 20_000;

/**
 * Starts a broker and waits until it answers; clears away what killed runs left. Throws NoKafka where none can be had.
 */
export async function startKafkaBroker(options: KafkaBrokerOptions = {}): Promise<KafkaBroker> {
  const libs = await kafkaLibs();
  await sweep();
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  const [port, controller] = await freePorts();
  const advertised = options.advertise?.(port!) ?? port!;
  const address = `127.0.0.1:${advertised}`;
  await writeFile(join(directory, 'server.properties'), properties(directory, port!, advertised, controller!));
  const java = (...rest: readonly string[]): string[] => [
    `-Xmx${options.heapMb ?? 512}m`,
    '-XX:+UseSerialGC',
    ...(options.lasting === true ? [] : ['-XX:TieredStopAtLevel=1']),
    '-XX:+ExitOnOutOfMemoryError',
    '-cp',
    join(libs.directory, '*'),
    ...rest,
  ];
  const configured = join(directory, 'server.properties');
  const format = java('kafka.tools.StorageTool', 'format', '-t', 'dGhyb3VnaGxpbmUtdGVzdA', '-c', configured);
  await promisify(execFile)('java', format);
  const start = async (): Promise<ChildProcess> => {
    const output = openSync(join(directory, 'broker.out'), 'a');
    const child = spawn('java', java('kafka.Kafka', configured), { cwd: directory, stdio: ['ignore', output, output] });
    await writeFile(join(directory, 'pid'), String(child.pid));
    await ready(address, child, directory);
    return child;
  };
  let broker = await start();
  const runs = (): boolean => broker.exitCode === null && broker.signalCode === null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!runs()) return;
    const ended = once(broker, 'exit');
    broker.kill('SIGCONT');
    broker.kill(signal);
    const late = setTimeout(() => broker.kill('SIGKILL'), ENDS_MS);
    await ended;
    clearTimeout(late);
  };
  return {
    version: libs.version,
    address,
    pid: () => broker.pid!,
    isRunning: runs,
    kill9: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      broker = await start();
    },
    stop: () => void broker.kill('SIGSTOP'),
    resume: () => void broker.kill('SIGCONT'),
    close: async () => {
      await end('SIGKILL');
      if (options.directory !== undefined) return;
      await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
}

/** Internal topics are small and single; groups form without waiting for more members. */
function properties(directory: string, port: number, advertised: number, controller: number): string {
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertised}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(directory, 'data')}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=2097152
log.segment.bytes=67108864
`;
}

async function ready(address: string, child: ChildProcess, directory: string): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    if (await answers(address)) return;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      const said = await readFile(join(directory, 'broker.out'), 'utf8');
      child.kill('SIGKILL');
      throw new Error(`the Kafka broker did not start; the end of what it said:\n${said.slice(-2_000)}`);
    }
    await sleep(100);
  }
}

async function answers(address: string): Promise<boolean> {
  const brokers = [address];
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    // not yet
    return false;
  } finally {
    await admin.disconnect();
  }
}

/** Both are held at once, so that they differ. */
async function freePorts(): Promise<readonly number[]> {
  const servers = [createServer(), createServer()];
  await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Ends brokers whose starter is gone. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!owner || isRunning(owner)) continue;
    const directory = join(tmpdir(), name);
    const pid = existsSync(join(directory, 'pid')) ? Number(await readFile(join(directory, 'pid'), 'utf8')) : 0;
    if (pid > 0 && (await commandOf(pid)).includes(directory)) process.kill(pid, 'SIGKILL');
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}
