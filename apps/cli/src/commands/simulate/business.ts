import { simulateDealings, type Dealing, type SimulationOptions } from '#simulator';
import type { DealingsRecorder, RecordedDealings } from './dealings-recorder.js';

/** What became of a company's business: how much there was, and what was recorded of it. */
export interface Business extends RecordedDealings {
  made: number;
}

const TOGETHER = 500;

/** The business of a simulated company, handed over as time goes. */
export class BusinessAsItComes {
  private readonly dealings: Iterator<Dealing, void>;
  private next: Dealing | undefined;
  readonly became: Business = { made: 0, recorded: 0, repeated: 0, position: null };

  constructor(
    history: SimulationOptions,
    /** Null where nothing is to be recorded. */
    private readonly recorder: DealingsRecorder | null,
  ) {
    this.dealings = simulateDealings(history);
    this.advance();
  }

  private advance(): void {
    const { done, value } = this.dealings.next();
    this.next = done === true ? undefined : value;
  }

  /** Hands over all that had arrived by an instant (epoch milliseconds). */
  async until(instant: number): Promise<void> {
    let some: Dealing[] = [];
    while (this.next !== undefined && this.next.arrivesAt <= instant) {
      some.push(this.next);
      this.advance();
      if (some.length < TOGETHER) continue;
      await this.take(some);
      some = [];
    }
    if (some.length > 0) await this.take(some);
  }

  private async take(some: readonly Dealing[]): Promise<void> {
    this.became.made += some.length;
    if (this.recorder !== null) Object.assign(this.became, await this.recorder.take(some));
  }
}
