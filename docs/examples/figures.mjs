/**
 * Three public data sets, brought in by the shipped mappings, against what is known of them: every figure is asked of
 * `throughline kpi`, and compared to the digits it is known by.
 *
 *     THROUGHLINE_HOME=/tmp/figures node docs/examples/figures.mjs FOLDER [--asked]
 *
 * FOLDER holds crm-sales, telco and incidents (see README.md). Bringing them in again changes nothing; `--asked` leaves it
 * out. Prints figure, expected, got, and exits with 1 where one differs.
 */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [folder, ...options] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Give the folder that holds crm-sales, telco and incidents.');
  process.exit(2);
}

const MEBIBYTES = 64 * 1024 * 1024;

/** What a command of the program answers, as JSON. */
async function throughline(...argv) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'bin/throughline.mjs'), ...argv, '--json'],
    { maxBuffer: MEBIBYTES },
  );
  return JSON.parse(stdout);
}

/** How many things had an event of a type at least once, by the log itself: a rate counts those only that were resolved. */
async function thingsWith(type, kind) {
  const exported = spawn(process.execPath, [join(root, 'bin/throughline.mjs'), 'export', 'events'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const things = new Set();
  for await (const line of createInterface({ input: exported.stdout }))
    if (line.includes(`"${type}"`)) {
      const { envelope } = JSON.parse(line);
      if (envelope?.type === type) things.add(envelope.about[kind]);
    }
  return things.size;
}

/** Files below the folder, in the order in which they name each other, with the mapping of each. */
const FILES = [
  ['crm-sales/sales_teams.csv', 'crm-teams'],
  ['crm-sales/accounts.csv', 'crm-accounts'],
  ['crm-sales/sales_pipeline.csv', 'crm-sales'],
  ['telco/Telco-Customer-Churn.csv', 'telco'],
  ['incidents/incident_event_log.csv.gz', 'incidents'],
];

const answers = new Map();

/** A figure's answer, asked once. */
async function kpi(name, ...argv) {
  const question = [name, ...argv].join(' ');
  if (!answers.has(question)) answers.set(question, await throughline('kpi', name, ...argv));
  return answers.get(question);
}

/** The row of a slice's value. */
const row = (answer, slice, value) => answer.rows.find((each) => each.slice[slice] === value) ?? {};
const percent = (ratio) => ratio * 100;
const major = (minor) => minor / 100;
const survives = ({ curve }, time) => curve.points.findLast((point) => point.time <= time)?.survival ?? 1;

const END = ['--to', '2018-01-01'];
const SNAPSHOT = '2020-01-01';
/** The day of the snapshot: who left is told apart from who was there. */
const THAT_DAY = ['--from', SNAPSHOT, '--to', '2020-01-02'];
const QUARTERS = ['--from', '2017-01-01', '--to', '2018-01-01', '--bucket', 'quarter'];

const regions = [
  ['West', '3,568,647'],
  ['Central', '3,346,293'],
  ['East', '3,090,594'],
].map(([region, expected]) => [
  `bookings, ${region}`,
  expected,
  async () => major(row(await kpi('bookings', '--by', 'region'), 'region', region).value),
]);

const quarters = [
  ['531', '116'],
  ['1,254', '778'],
  ['1,257', '790'],
  ['1,196', '789'],
].flatMap(([won, lost], i) => {
  const of = async () => (await kpi('win-rate', ...QUARTERS)).rows[i];
  return [
    [`win-rate, won, 2017 Q${i + 1}`, won, async () => (await of()).numerator],
    [`win-rate, lost, 2017 Q${i + 1}`, lost, async () => (await of()).denominator - (await of()).numerator],
  ];
});

const plans = [
  ['month-to-month', '42.71', '1,655', '3,875'],
  ['one year', '11.27', '166', '1,473'],
  ['two year', '2.83', '48', '1,695'],
].flatMap(([plan, share, churned, all]) => {
  const of = async () => row(await kpi('ever-churned-share', '--as-of', SNAPSHOT, '--by', 'plan'), 'plan', plan);
  return [
    [`ever-churned-share %, ${plan}`, share, async () => percent((await of()).value)],
    [`ever-churned-share, churned, ${plan}`, churned, async () => (await of()).numerator],
    [`ever-churned-share, all, ${plan}`, all, async () => (await of()).denominator],
  ];
});

const curve = [
  [1, '.9460'],
  [12, '.8432'],
  [24, '.7887'],
  [48, '.7088'],
  [72, '.5928'],
].map(([months, expected]) => [
  `survival S(${months})`,
  expected,
  async () => survives(await kpi('survival', '--as-of', SNAPSHOT), months),
]);

const FIGURES = [
  ['win-rate %', '63.15', async () => percent((await kpi('win-rate')).value)],
  ['win-rate, won', '4,238', async () => (await kpi('win-rate')).numerator],
  ['win-rate, lost', '2,473', async () => (await kpi('win-rate')).denominator - (await kpi('win-rate')).numerator],
  ['won-share-of-all %', '48.16', async () => percent((await kpi('won-share-of-all')).value)],
  ['won-share-of-all, all', '8,800', async () => (await kpi('won-share-of-all')).denominator],
  ['win-rate-of-created %', '51.06', async () => percent((await kpi('win-rate-of-created')).value)],
  ['win-rate-of-created, undated', '500', async () => (await kpi('win-rate-of-created')).undated.n],
  ['bookings', '10,005,534', async () => major((await kpi('bookings')).value)],
  ...regions,
  ['deal-size, mean', '2,361', async () => major((await kpi('deal-size')).mean)],
  ...quarters,
  ['sales-cycle, mean days', '51.8', async () => (await kpi('sales-cycle')).mean],
  ['sales-cycle, median days', '57', async () => (await kpi('sales-cycle')).median],
  ['sales-cycle-all-closed, mean days', '47.99', async () => (await kpi('sales-cycle-all-closed')).mean],
  ['sales-cycle-all-closed, median days', '45', async () => (await kpi('sales-cycle-all-closed')).median],
  [
    'open-deals, engaging',
    '1,589',
    async () => row(await kpi('open-deals', ...END, '--by', 'stage'), 'stage', 'engaging').value,
  ],
  [
    'open-deals, prospecting',
    '500',
    async () => row(await kpi('open-deals', ...END, '--by', 'stage'), 'stage', 'prospecting').value,
  ],
  ['ever-churned-share %', '26.54', async () => percent((await kpi('ever-churned-share', '--as-of', SNAPSHOT)).value)],
  [
    'ever-churned-share, churned',
    '1,869',
    async () => (await kpi('ever-churned-share', '--as-of', SNAPSHOT)).numerator,
  ],
  ['ever-churned-share, all', '7,043', async () => (await kpi('ever-churned-share', '--as-of', SNAPSHOT)).denominator],
  ...plans,
  ...curve,
  [
    'survival, median, month-to-month',
    '35',
    async () => (await kpi('survival', '--as-of', SNAPSHOT, '--where', 'plan=month-to-month')).value,
  ],
  ['mrr', '316,985.75', async () => major((await kpi('mrr', '--as-of', SNAPSHOT)).value)],
  ['mrr, customers', '5,174', async () => (await kpi('mrr', '--as-of', SNAPSHOT)).n],
  [
    'mrr-movements, new on the day of the snapshot, customers',
    '11',
    async () => row(await kpi('mrr-movements', ...THAT_DAY, '--by', 'movement'), 'movement', 'new').n,
  ],
  [
    'mrr-movements, churn: charges of who left',
    '139,130.85',
    async () => -major(row(await kpi('mrr-movements', ...THAT_DAY, '--by', 'movement'), 'movement', 'churn').value),
  ],
  [
    'mrr with what was lost: charges of all',
    '456,116.60',
    async () =>
      major(
        (await kpi('mrr', '--as-of', SNAPSHOT)).value -
          row(await kpi('mrr-movements', ...THAT_DAY, '--by', 'movement'), 'movement', 'churn').value,
      ),
  ],
  ['full-resolution, mean hours', '178.17', async () => (await kpi('full-resolution')).mean],
  ['full-resolution, median hours', '22.1', async () => (await kpi('full-resolution')).median],
  ['full-resolution, tickets', '23,362', async () => (await kpi('full-resolution')).n],
  ['sla-stated, met', '15,803', async () => (await kpi('sla-stated')).numerator],
  ['sla-stated, all', '24,918', async () => (await kpi('sla-stated')).denominator],
  ['reopen-rate, reopened', '274', async () => (await kpi('reopen-rate')).numerator],
  ['tickets reopened, resolved or not', '275', () => thingsWith('ticket-reopened', 'ticket')],
];

/** What went wrong, as the program says it last. */
function told(error) {
  const last = error.trim().split('\n').at(-1);
  try {
    return JSON.parse(last).error.code;
  } catch {
    return last;
  }
}

/** A number in the digits that the expected one has. */
function written(number, expected) {
  const decimals = expected.split('.')[1]?.length ?? 0;
  const text = number.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return expected.startsWith('.') ? text.replace(/^0/, '') : text;
}

if (!options.includes('--asked'))
  for (const [file, mapping] of FILES) {
    const yaml = join(root, 'docs/examples/mappings', `${mapping}.yaml`);
    const { rows, refused } = await throughline('import', join(folder, file), '--mapping', yaml);
    console.error(`${file}: ${rows} rows, ${refused} refused`);
  }

const table = [];
for (const [figure, expected, ask] of FIGURES) {
  const got = await ask().then(
    (number) => (typeof number === 'number' && !Number.isNaN(number) ? written(number, expected) : 'nothing'),
    ({ stderr, message }) => told(stderr || message),
  );
  table.push({ figure, expected, got, ok: got === expected });
}
console.table(table);
process.exitCode = table.every(({ ok }) => ok) ? 0 : 1;
