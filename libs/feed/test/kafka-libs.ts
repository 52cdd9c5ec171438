import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The jars of a broker. */
export interface KafkaLibs {
  readonly version: string;
  readonly directory: string;
}

/** No broker can be had here; the message says why and what would help. */
export class NoKafka extends Error {
  override readonly name = 'NoKafka';
}

/** Newest first; the last is of the line before 4. */
const VERSIONS = ['4.4.0', '4.3.1', '4.1.1', '3.9.2'];
const FETCH_MS = 300_000;

const run = promisify(execFile);

/**
 * The jars of Apache Kafka: those in THROUGHLINE_TEST_KAFKA_LIBS, else those fetched earlier, else the newest version that
 * Maven can fetch; they are kept under node_modules/.cache. Throws NoKafka.
 */
export async function kafkaLibs(): Promise<KafkaLibs> {
  await asked(
    'java',
    ['-version'],
    'Kafka needs Java 17: install it, such as by apt-get install openjdk-17-jre-headless',
  );
  const given = process.env['THROUGHLINE_TEST_KAFKA_LIBS'];
  if (given !== undefined && given !== '') {
    const version = await versionIn(given);
    if (version === null)
      throw new NoKafka(
        `THROUGHLINE_TEST_KAFKA_LIBS: ${given} holds no kafka_2.13 jar: name a directory of Kafka's jars`,
      );
    return { version, directory: given };
  }
  for (const version of VERSIONS) {
    const directory = join(cache(), `kafka-${version}`);
    if ((await versionIn(directory)) === version) return { version, directory };
  }
  return fetchNewest();
}

async function fetchNewest(): Promise<KafkaLibs> {
  await asked('mvn', ['-version'], 'Kafka is fetched by Maven: install it, such as by apt-get install maven');
  let reason = '';
  for (const version of VERSIONS) {
    const directory = join(cache(), `kafka-${version}`);
    try {
      await fetchTo(directory, version);
      return { version, directory };
    } catch (error) {
      const said = error as { stdout?: string; stderr?: string; message: string };
      reason = firstError(`${said.stdout ?? ''}\n${said.stderr ?? ''}`) ?? said.message.split('\n')[0]!;
    }
  }
  throw new NoKafka(`Maven could fetch none of Kafka ${VERSIONS.join(', ')}: ${reason}`);
}

/** Fetched beside its place and moved there when it is whole: who is interrupted leaves nothing half. */
async function fetchTo(directory: string, version: string): Promise<void> {
  const beside = `${directory}.${process.pid}`;
  await mkdir(dirname(directory), { recursive: true });
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const options = ['-q', '-B', '-f', pom(), goal, `-Dkafka.version=${version}`, `-DoutputDirectory=${beside}`];
  try {
    await run('mvn', [...options, '-DincludeScope=runtime'], { timeout: FETCH_MS, maxBuffer: 16 * 1024 * 1024 });
    await rename(beside, directory);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    // another run may have fetched it meanwhile
    if ((await versionIn(directory)) !== version) throw error;
  }
}

async function asked(program: string, options: readonly string[], otherwise: string): Promise<void> {
  try {
    await run(program, options, { timeout: 60_000 });
  } catch (error) {
    throw new NoKafka(`${program} does not run here. ${otherwise}`, { cause: error });
  }
}

async function versionIn(directory: string): Promise<string | null> {
  const names = existsSync(directory) ? await readdir(directory) : [];
  for (const name of names) {
    const version = /^kafka_2\.13-(\d[\d.]*)\.jar$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

function firstError(output: string): string | undefined {
  return output
    .split('\n')
    .find((line) => line.startsWith('[ERROR]'))
    ?.slice('[ERROR] '.length)
    .trim();
}

const POM = 'infra/test/kafka/pom.xml';

function pom(): string {
  return join(checkout(), POM);
}

function cache(): string {
  return join(checkout(), 'node_modules/.cache/throughline');
}

/** From wherever in the checkout the run was started; from a build as well as from source. */
function checkout(): string {
  for (let at = process.cwd(); ; at = dirname(at)) {
    if (existsSync(join(at, POM))) return at;
    if (at === dirname(at)) throw new NoKafka(`${POM} was not found: start from within the checkout`);
  }
}
