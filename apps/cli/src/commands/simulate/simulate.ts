import { setTimeout as sleep } from 'node:timers/promises';
import {
  Bookkeeper,
  deliveries,
  People,
  simulate,
  type ExpectedFigures,
  type Simulated,
  type SimulationOptions,
} from '#simulator';
import { wrongUsage, type ExitCode } from '../../failure.js';
import { number } from '../../output/table.js';
import { openTarget } from '../../output/target.js';
import type { Context } from '../../context.js';
import { BusinessAsItComes, type Business } from './business.js';
import { DealingsRecorder } from './dealings-recorder.js';
import { localRecorder, remoteRecorder, type Recorded, type Recorder } from './recorder.js';

/** What `simulate` is told. */
export interface SimulateOptions {
  readonly touches: number;
  readonly seed: number;
  readonly until?: number;
  readonly days: number;
  readonly source: string;
  readonly live?: boolean;
  readonly rate?: number;
  readonly url?: string;
  readonly key?: string;
  readonly figures?: string;
  readonly contacts?: string;
  readonly dryRun?: boolean;
  /** Leaves out the company's business: deals, tickets, subscriptions, and whoever works on them. */
  readonly touchesOnly?: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TOGETHER = 500;

/** Makes a company's history and records it; the expected figures are counted beside it. */
export async function simulateHistory(
  context: Context,
  _args: readonly string[],
  options: SimulateOptions,
): Promise<ExitCode> {
  if (options.url !== undefined && options.key === undefined)
    throw wrongUsage('simulate.key', '--url needs --key: issue one with  throughline keys add NAME --scope intake.');
  const until = options.until ?? Math.floor(Date.now() / HOUR) * HOUR;
  if (until - options.days * DAY < 0)
    throw wrongUsage('simulate.until', 'The history would begin before 1970: give a later --until, or fewer --days.');
  const history: SimulationOptions = { seed: options.seed, touches: options.touches, until, days: options.days };
  const people = new People(history.seed);
  const keeper = new Bookkeeper((index) => people.person(index));
  const recorder = await recorderFor(context, options);
  context.finally(async () => recorder?.close());
  const business = await businessFor(context, history, options);
  const began = performance.now();
  const became = await record(context, history, keeper, recorder, business, options.rate);
  const seconds = (performance.now() - began) / 1_000;
  const figures = keeper.figures();
  await writeFiles(context, keeper, figures, options);
  const again = `--seed ${history.seed} --touches ${history.touches} --days ${options.days} --until ${new Date(until).toISOString()}`;
  const rate = Math.round(figures.messages.sent / seconds);
  context.output.result(
    {
      history: { ...history, until: new Date(until).toISOString() },
      ...became,
      dealings: business?.became ?? null,
      seconds,
      rate,
      figures,
    },
    [
      ...lines(figures, became, rate),
      businessLine(business?.became, options),
      `The same history again:  throughline simulate ${again}`,
    ],
  );
  return became.quarantined === 0 ? 0 : 1;
}

async function recorderFor(context: Context, options: SimulateOptions): Promise<Recorder | null> {
  if (options.dryRun === true) return null;
  if (options.url !== undefined) return remoteRecorder(options.url, options.key!, options.live === true);
  return localRecorder(await context.open(), options.source, options.live === true);
}

/** Null where none is wanted, and over HTTP: there is no call that takes business as history. */
async function businessFor(
  context: Context,
  history: SimulationOptions,
  { touchesOnly, url, dryRun, source, live }: SimulateOptions,
): Promise<BusinessAsItComes | null> {
  if (touchesOnly === true || url !== undefined) return null;
  const recorder = dryRun === true ? null : await DealingsRecorder.open(await context.open(), source, live === true);
  return new BusinessAsItComes(history, recorder);
}

async function record(
  context: Context,
  history: SimulationOptions,
  keeper: Bookkeeper,
  recorder: Recorder | null,
  business: BusinessAsItComes | null,
  rate: number | undefined,
): Promise<Recorded> {
  const became: Recorded = { recorded: 0, repeated: 0, quarantined: 0, position: null };
  const bar = context.output.progress('Simulating', history.touches, 'touches');
  const began = performance.now();
  let touches = 0;
  let sent = 0;
  for (const delivery of deliveries(
    simulate(history),
    rate === undefined ? TOGETHER : Math.min(TOGETHER, Math.ceil(rate / 20)),
  )) {
    await business?.until(delivery.arrivesAt);
    for (const message of delivery.messages) {
      keeper.take(message);
      if (isNewTouch(message)) touches++;
    }
    if (recorder !== null) add(became, await recorder.take(delivery));
    sent += delivery.messages.length;
    bar.at(touches);
    if (rate !== undefined) await sleep(Math.max(0, (sent * 1_000) / rate - (performance.now() - began)));
  }
  await business?.until(history.until);
  bar.done(touches);
  return became;
}

function isNewTouch({ type, truth }: Simulated): boolean {
  return type === 'touch' && !truth.repeat;
}

function add(sum: Recorded, more: Recorded): void {
  sum.recorded += more.recorded;
  sum.repeated += more.repeated;
  sum.quarantined += more.quarantined;
  if (more.position !== null) sum.position = Math.max(sum.position ?? 0, more.position);
}

async function writeFiles(
  context: Context,
  keeper: Bookkeeper,
  figures: ExpectedFigures,
  options: SimulateOptions,
): Promise<void> {
  if (options.figures !== undefined) {
    const target = await openTarget(options.figures, true, context.output.out);
    await target.write(`${JSON.stringify(figures, null, 2)}\n`);
    await target.finish();
  }
  if (options.contacts === undefined) return;
  const target = await openTarget(options.contacts, true, context.output.out);
  for (const contact of keeper.contacts()) await target.write(`${JSON.stringify(contact)}\n`);
  await target.finish();
}

function businessLine(business: Business | undefined, { url, touchesOnly }: SimulateOptions): string {
  if (business === undefined)
    return touchesOnly === true || url === undefined
      ? 'No deals, tickets or subscriptions: touches only.'
      : 'No deals, tickets or subscriptions: they are recorded in place only, not over HTTP.';
  const { made, recorded, repeated } = business;
  return `${number(made)} events of deals, tickets, subscriptions, orders, handoffs and staff: ${number(recorded)} recorded, ${number(repeated)} repeated.`;
}

function lines(figures: ExpectedFigures, became: Recorded, rate: number): string[] {
  const { messages, contacts, touches, identifiers } = figures;
  const named = Object.entries(identifiers).map(([kind, count]) => `${number(count)} ${kind}`);
  return [
    `${number(messages.sent)} messages (${number(messages.repeats)} repeats, ${number(messages.late)} late), ${number(rate)}/s:`,
    ...(became.position === null
      ? ['nothing was recorded.']
      : [
          `${number(became.recorded)} recorded, ${number(became.repeated)} repeated, ${number(became.quarantined)} in quarantine, up to position ${number(became.position)}.`,
        ]),
    `Expected: ${number(contacts)} contacts with ${number(touches)} touches; identifiers: ${named.join(', ')}.`,
    `Channels: ${Object.entries(figures.byChannel)
      .map(([channel, count]) => `${channel} ${number(count)}`)
      .join(', ')}.`,
  ];
}
