import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { BENCH_SECRETS } from './running-app.js';
import { profilesOf, statedTouch } from './touches.js';

const built = fileURLToPath(new URL('..', import.meta.url));

/** A touch and what is known of the contact: two events a row, times as people write them. */
const MAPPING = `name: touches
source: crm
file: { delimiter: ";", zone: Europe/Berlin }
emits:
  - event: touchpoint-recorded
    at: { column: when, format: dd.MM.yyyy HH:mm:ss }
    identifiers: &who
      - { kind: user, column: customer }
      - { kind: email, column: mail }
      - { kind: anonymous, column: visitor, namespace: website }
    fields:
      channel: { column: channel }
      kind: { column: kind }
      direction: in
      campaign: { column: campaign, blank: ["-"] }
      variant: { column: variant }
      title: { column: title }
      url: { column: page }
      utmSource: newsletter
      utmMedium: email
      utmCampaign: { column: campaign }
      properties: { object: { plan: { column: plan }, seats: { column: seats, number: { whole: true } }, section: { column: section }, value: { column: value, money: { currency: EUR, decimal: "," } } } }
  - event: contact-described
    at: { column: when, format: dd.MM.yyyy HH:mm:ss }
    identifiers: *who
    fields: { traits: { object: { plan: { column: plan }, company: { column: company } } } }
`;
const HEADER = 'customer;mail;visitor;when;channel;kind;campaign;variant;title;page;plan;seats;section;value;company\n';

const two = (n: number): string => String(n).padStart(2, '0');

/** The row of the touch stated n-th: the dirt of `statedTouch` included, rows that repeat earlier ones too. */
function rowOf(n: number, profiles: number): string {
  const { identifiers, occurredAt, payload } = statedTouch(n, profiles);
  const at = new Date(occurredAt);
  const { channel, kind, campaign, variant, title, url, properties } = payload as Record<string, string> & {
    readonly properties: { readonly plan: string; readonly seats: number; readonly section: string };
  };
  const day = `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()}`;
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const [customer, mail, visitor] = identifiers.map(({ value }) => value);
  const company = mail!.slice(mail!.indexOf('@') + 1);
  const { plan, seats, section } = properties;
  const cells = [customer, mail, visitor, `${day} ${time}`, channel, kind, campaign, variant, title, url];
  return `${[...cells, plan, seats, section, `${seats},50`, company].join(';')}\n`;
}

/** A CSV file with its mapping, in a directory of its own. */
export interface FileToBring {
  readonly home: string;
  readonly file: string;
  readonly mapping: string;
  remove(): Promise<void>;
}

/** Writes a file of so many rows. */
export async function fileOf(rows: number): Promise<FileToBring> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-import-'));
  const [file, mapping] = [join(home, 'touches.csv'), join(home, 'touches.yaml')];
  await writeFile(mapping, MAPPING);
  const profiles = profilesOf(rows);
  const lines = function* (): Generator<string> {
    yield HEADER;
    for (let from = 0; from < rows; from += 1_000)
      yield Array.from({ length: Math.min(1_000, rows - from) }, (_, i) => rowOf(from + i, profiles)).join('');
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return { home, file, mapping, remove: () => rm(home, { recursive: true, force: true }) };
}

/** What `throughline import` came to, as a process of its own. */
export interface Brought {
  readonly seconds: number;
  /** The most memory it ever held, MB; NaN where the system does not tell. */
  readonly peak: number;
  /** Seconds of CPU, all its threads together; NaN where the system does not tell. */
  readonly cpu: number;
  readonly outcome: {
    readonly rows: number;
    readonly refused: number;
    readonly types: readonly { readonly recorded: number; readonly repeated: number }[];
  };
}

const LOOK_MS = 50;

/** Runs the built `throughline import` over a database, start and end of the process included. `--profile` leaves CPU profiles. */
export async function bring(url: string, { home, file, mapping }: FileToBring): Promise<Brought> {
  const profile = process.argv.includes('--profile')
    ? ['--cpu-prof', `--cpu-prof-dir=${join(tmpdir(), 'profiles')}`]
    : [];
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [...profile, join(built, 'apps/cli/src/main.js'), 'import', file, '--mapping', mapping, '--json'],
    {
      env: {
        ...process.env,
        DATABASE_URL: url,
        THROUGHLINE_HOME: join(home, 'home'),
        THROUGHLINE_ID_SECRET: BENCH_SECRETS.idSecret.toString('hex'),
        THROUGHLINE_MASTER_KEY: BENCH_SECRETS.masterKey.toString('hex'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const killed = (): void => void child.kill('SIGKILL');
  process.once('exit', killed);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let used = { peak: NaN, cpu: NaN };
  const looking = setInterval(() => {
    void usedBy(child.pid!).then((found) => (used = found ?? used));
  }, LOOK_MS);
  const code = await ended;
  const seconds = (performance.now() - began) / 1_000;
  clearInterval(looking);
  process.off('exit', killed);
  if (code !== 0) throw new Error(`throughline import ended with code ${code}: ${said}`);
  return { seconds, ...used, outcome: JSON.parse(said) as Brought['outcome'] };
}

const TICKS_A_SECOND = 100;

/** From Linux's /proc. */
async function usedBy(pid: number): Promise<{ readonly peak: number; readonly cpu: number } | null> {
  try {
    const [status, stat] = await Promise.all(
      ['status', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    const peak = /^VmHWM:\s*(\d+) kB/m.exec(status!);
    if (peak === null) return null;
    const fields = stat!.slice(stat!.lastIndexOf(')') + 2).split(' ');
    return { peak: Number(peak[1]) / 1024, cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND };
  } catch {
    return null;
  }
}
