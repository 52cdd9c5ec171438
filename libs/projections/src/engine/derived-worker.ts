import type { Pool } from 'pg';
import type { Position } from '#kernel';
import { IdentityDerivation } from '../identity/derive-identity.js';
import { StatesDerivation } from './derive-states.js';
import type { FoldingWith } from './fold.js';
import { lockDerived, moveAll } from './checkpoints.js';
import { endOfStep } from './end-of-step.js';
import type { Gate } from './gate.js';
import type { ReadinessLooks } from './readiness.js';
import { IDENTITY, type Generation } from './tables.js';
import { inTransaction, type Transaction } from './transaction.js';

/** What holds back what is derived: the facts of its own lanes, the identity map, or another process that derives it. */
export type HeldBack = 'facts' | 'map' | 'other';

/** What a step came to. */
export interface DerivedStep {
  /** How many positions it moved. */
  readonly moved: number;
  /** Whether there is more to derive at once. */
  readonly more: boolean;
  /** What has to move before there is anything to derive again. */
  readonly heldBack: HeldBack;
}

/** Up to where there is what it is derived from, and which of it ends there. */
interface Ready {
  readonly to: Position;
  readonly heldBack: HeldBack;
  /** Whether anything is there that is not derived yet. */
  readonly news: boolean;
}

/**
 * Derives a generation's identity map, states and current rows from its facts, in position order, one range at a time:
 * up to the position that all its fact lanes have passed and, where contacts are its keys, the identity map too.
 */
export class DerivedWorker {
  private readonly states: StatesDerivation | null;
  private readonly identity: IdentityDerivation | null;

  constructor(
    readonly generation: Generation,
    private readonly working: FoldingWith & {
      readonly pool: Pool;
      readonly gate: Gate;
      readonly readiness: ReadinessLooks;
    },
    /** Of each kind of change, how many a transaction derives from, at most. */
    private readonly changes = 2_000,
  ) {
    this.identity = generation.definition.name === IDENTITY ? new IdentityDerivation(generation.number, working) : null;
    this.states = this.identity === null ? new StatesDerivation(generation) : null;
  }

  /** Derives the next range. */
  async step(): Promise<DerivedStep> {
    const ready = await this.ready();
    if (!ready.news) return { moved: 0, more: false, heldBack: ready.heldBack };
    try {
      return await this.working.gate.pass(() => inTransaction(this.working.pool, (tx) => this.derive(tx, ready)));
    } catch (error) {
      this.identity?.forget();
      throw error;
    }
  }

  private async derive(tx: Transaction, { to: ready, heldBack }: Ready): Promise<DerivedStep> {
    const { name } = this.generation.definition;
    const from = await lockDerived(tx, name, this.generation.number);
    // another process derives, or this one moves it along with others: who does tells when it is done
    if (from === null || ready <= from) return { moved: 0, more: false, heldBack: 'other' };
    const to = await endOfStep(tx, this.generation, { from, to: ready }, this.changes);
    if (this.identity !== null) await this.identity.derive(tx, from, to);
    else await this.states!.derive(tx, { from, to });
    moveAll(tx, name, this.generation.number, 'derived', to);
    return { moved: to - from, more: to < ready, heldBack };
  }

  private async ready(): Promise<Ready> {
    const { facts, map, derived } = await this.working.readiness.of(this.generation);
    const to = Math.min(facts, map);
    return { to, heldBack: facts <= map ? 'facts' : 'map', news: to > derived };
  }
}
