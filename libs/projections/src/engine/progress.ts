import type { GenerationStore, RebuildProgress } from './generation-store.js';
import type { Generation } from './tables.js';

/** How often progress is told. */
const EVERY_MS = 500;
/** Over how long a rate is measured. */
const RATE_MS = 5_000;

/** Tells how far some generations are being built: to whoever listens, and to every process through their row. */
export class Progress {
  private readonly startedAt = new Date().toISOString();
  private phase: RebuildProgress['phase'] | null = null;
  private rate = { since: 0, done: 0, perSecond: 0 };
  private told = 0;

  constructor(
    private readonly generations: readonly Generation[],
    private readonly store: GenerationStore,
    private readonly listen: (names: readonly string[], progress: RebuildProgress) => void,
  ) {}

  /** Tells that so much of a phase is done; the beginning and the end of one always, in between twice a second. */
  async tell(phase: RebuildProgress['phase'], done: number, of: number): Promise<void> {
    const now = Date.now();
    if (phase !== this.phase || now - this.rate.since > RATE_MS) {
      const perSecond = phase === this.phase ? this.rate.perSecond : 0;
      this.rate = { since: now, done, perSecond };
    }
    const seconds = (now - this.rate.since) / 1_000;
    if (seconds > 0.5) this.rate.perSecond = (done - this.rate.done) / seconds;
    if (phase === this.phase && done < of && now - this.told < EVERY_MS) return;
    this.phase = phase;
    this.told = now;
    const rate = Math.round(this.rate.perSecond);
    const secondsLeft = rate > 0 ? Math.ceil((of - done) / rate) : null;
    const progress: RebuildProgress = { phase, done, of, rate, secondsLeft, startedAt: this.startedAt };
    this.listen(
      this.generations.map(({ definition }) => definition.name),
      progress,
    );
    for (const { definition, number } of this.generations) await this.store.progress(definition.name, number, progress);
  }
}
