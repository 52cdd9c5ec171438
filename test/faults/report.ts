import { writeFileSync } from 'node:fs';

/** What comes out of a run: lines as it goes, a tally by kind at the end, and counts for whoever adds them up. */
export class Report {
  private readonly began = performance.now();
  private readonly tally = new Map<string, number>();
  private readonly missing: string[] = [];
  private together: readonly number[] = [];
  private at: { readonly seed: number; readonly kind: string } | null = null;
  hasFailed = false;

  constructor(private readonly json: string | null) {}

  /** An installation is started for these. */
  starts(seeds: readonly number[]): void {
    this.together = seeds;
    this.at = null;
  }

  started(): void {
    this.say(`everything runs: one installation for ${this.together.length} faults`);
  }

  async timed(work: () => Promise<string>, seed: number, kind: string): Promise<string> {
    this.at = { seed, kind };
    const since = performance.now();
    const line = await work();
    return `${line}; ${((performance.now() - since) / 1_000).toFixed(0)} s`;
  }

  survived(seed: number, kind: string, line: string): void {
    this.tally.set(kind, (this.tally.get(kind) ?? 0) + 1);
    this.say(`${seed} ${kind}: ${line}`);
  }

  notRun(seed: number, kind: string, why: string): void {
    this.missing.push(`seed ${seed}, ${kind}: ${why}`);
    this.say(`${seed} ${kind}: not run: ${why}`);
  }

  resources(summary: string): void {
    this.say(`at most: ${summary}`);
  }

  /** There is no installation to be had here. */
  nothing(why: string): void {
    this.missing.push(why);
  }

  /** `logs`: where what the programs said is kept; null where there were none. */
  failed(error: Error, logs: string | null): void {
    this.hasFailed = true;
    const { at } = this;
    this.say(at === null ? 'the installation did not start' : `FAILED at seed ${at.seed}, ${at.kind}`);
    this.say(error.name === 'Broken' ? error.message : (error.stack ?? error.message));
    if (logs !== null) this.say(`what the programs said is in ${logs}`);
    if (at === null) return;
    const upTo = this.together.slice(0, this.together.indexOf(at.seed) + 1);
    this.say(`that fault alone: npm run test:faults -- --seed ${at.seed}`);
    if (upTo.length > 1)
      this.say(`all that this installation lived through: npm run test:faults -- --seeds ${inShort(upTo)}`);
  }

  /** Prints the tally, writes the counts. The exit code. */
  finish(): number {
    const passed = [...this.tally.values()].reduce((sum, one) => sum + one, 0);
    for (const [kind, times] of this.tally) this.say(`${String(times).padStart(4)} × ${kind}`);
    for (const one of this.missing) this.say(`did not run: ${one}`);
    const counts = { passed, failed: this.hasFailed ? 1 : 0, skipped: 0, notRun: this.missing };
    if (this.json !== null) writeFileSync(this.json, JSON.stringify(counts));
    this.say(`${passed} faults survived, ${counts.failed} failed`);
    return this.hasFailed ? 1 : 0;
  }

  private say(line: string): void {
    const seconds = ((performance.now() - this.began) / 1_000).toFixed(0);
    process.stdout.write(`${seconds.padStart(6)} s  ${line}\n`);
  }
}

/** Such as `1-7`; what is no range is listed. */
function inShort(seeds: readonly number[]): string {
  const inOrder = seeds.every((seed, i) => seed === seeds[0]! + i);
  return inOrder ? `${seeds[0]}-${seeds.at(-1)}` : seeds.join(',');
}
