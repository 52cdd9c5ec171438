import type { Installation } from './installation.js';
import type { Seeded } from './seeded.js';

/** What a fault works on. */
export interface Struck {
  readonly installation: Installation;
  readonly seeded: Seeded;
}

/** One kind of fault. Its seed decides whom it hits, and how long and how often. */
export interface Fault {
  readonly kind: string;
  /** Why it cannot be made here; null where it can. */
  missing?(installation: Installation): string | null;
  /**
   * Strikes while the load goes on, and mends what nobody else mends, as a supervisor would: resolves when nothing is
   * broken any more. Answers what it did, for the report.
   */
  strike(struck: Struck): Promise<string>;
}
