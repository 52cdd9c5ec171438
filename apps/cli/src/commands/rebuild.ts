import { setTimeout as sleep } from 'node:timers/promises';
import { requestOfEngine, type RebuildProgress } from '#projections';
import { failure, wrongUsage, type ExitCode } from '../failure.js';
import type { Installation } from '../installation.js';
import type { Progress } from '../output/progress.js';
import type { Context } from '../context.js';

const IDENTITY = 'identity';

/** Names of read models: the one asked for, or all. Throws for one that there is not. */
export async function namesOf(installation: Installation, name?: string): Promise<string[]> {
  const known = installation.projector().projections.definitions.map((definition) => definition.name);
  if (name === undefined) return known;
  if (!known.includes(name))
    throw wrongUsage(
      'projection.unknown',
      `There is no read model ${JSON.stringify(name)}: there are ${known.join(', ')}.`,
    );
  return [name];
}

/** Builds read models anew and swaps them in. */
export async function rebuild(
  context: Context,
  [name]: readonly string[],
  { all = false }: { readonly all?: boolean },
): Promise<ExitCode> {
  if ((name === undefined) !== all)
    throw wrongUsage('rebuild.what', 'Say which read model to rebuild, or --all:  throughline rebuild NAME | --all.');
  const installation = await context.open();
  const names = await namesOf(installation, name);
  const began = performance.now();
  await askEngine(context, installation, 'rebuild', names);
  const seconds = (performance.now() - began) / 1_000;
  context.output.result({ rebuilt: names, seconds: Number(seconds.toFixed(3)) }, [`Rebuilt ${names.join(', ')}.`]);
  return 0;
}

/** Has the engine that follows this log do something: the running process's, else one of our own. */
export async function askEngine(
  context: Context,
  installation: Installation,
  kind: 'rebuild' | 'retry',
  names: readonly string[],
): Promise<void> {
  const bars = new Bars(context);
  try {
    if (installation.running === undefined) await ownEngine(installation, kind, names, bars);
    else await runningEngine(installation, kind, names, bars);
  } finally {
    bars.clear();
  }
}

async function ownEngine(
  installation: Installation,
  kind: 'rebuild' | 'retry',
  names: readonly string[],
  bars: Bars,
): Promise<void> {
  const { projections } = installation.projector({ rebuilding: (models, progress) => bars.show(models, progress) });
  const live = new Set((await installation.readModels.status()).map(({ name }) => name));
  // What is live need not follow the log meanwhile: the new one takes its place.
  const complete = projections.definitions.every(({ name }) => live.has(name));
  if (kind === 'retry' || !complete) await projections.start();
  try {
    if (kind === 'rebuild') await projections.rebuild(names);
    else for (const name of names) await projections.retry(name);
  } finally {
    await projections.stop();
  }
}

/**
 * Requests are taken one after the other. The identity map goes first: it takes every read model that reads it along,
 * and these are not asked for again, which would drop the generation that can be gone back to.
 */
async function runningEngine(
  installation: Installation,
  kind: 'rebuild' | 'retry',
  names: readonly string[],
  bars: Bars,
): Promise<void> {
  let left = names;
  if (names.includes(IDENTITY)) {
    await oneRequest(installation, kind, IDENTITY, bars);
    const taken = await builtWithMap(installation);
    left = names.filter((name) => name !== IDENTITY && !taken.has(name));
  }
  for (const name of left) await oneRequest(installation, kind, name, bars);
}

/** Asks for one thing and waits until it is done. */
async function oneRequest(
  { pool, readModels }: Installation,
  kind: 'rebuild' | 'retry',
  name: string,
  bars: Bars,
): Promise<void> {
  const id = await requestOfEngine(pool, kind, name);
  for (;;) {
    const { rows } = await pool.query<{ done: boolean; error: string | null }>(
      'SELECT done_at IS NOT NULL AS done, error FROM read.request WHERE id = $1',
      [id],
    );
    if (rows[0]?.done) {
      if (rows[0].error !== null) throw failure('rebuild.failed', `${name} could not be rebuilt: ${rows[0].error}`);
      return;
    }
    for (const { name: model, rebuilding } of await readModels.status())
      if (rebuilding !== null) bars.show([model], rebuilding);
    await sleep(250);
  }
}

/** The live read models that were built with the identity map that is live. */
async function builtWithMap(installation: Installation): Promise<ReadonlySet<string>> {
  const live = (await installation.projector().projections.store.all()).filter(({ state }) => state === 'live');
  const map = live.find(({ projection }) => projection === IDENTITY)?.generation;
  return new Set(live.filter(({ identity }) => identity !== null && identity === map).map((one) => one.projection));
}

/** One bar per phase of a rebuild. */
export class Bars {
  private phase = '';
  private bar: Progress | null = null;
  private last = 0;

  constructor(private readonly context: Context) {}

  show(models: readonly string[], progress: RebuildProgress): void {
    const phase = `${models.join(', ')}: ${progress.phase}`;
    if (phase !== this.phase) {
      if (this.last > 0) this.bar?.done(this.last);
      else this.bar?.clear();
      this.phase = phase;
      this.bar = this.context.output.progress(phase, progress.of, 'events');
    }
    this.last = progress.done;
    this.bar!.at(progress.done, progress.of);
  }

  clear(): void {
    this.bar?.clear();
  }
}
