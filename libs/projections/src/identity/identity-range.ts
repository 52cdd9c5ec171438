import { group } from '../engine/group.js';
import { pairKey } from './graph.js';
import type { ClosedSighting, Judged, Sighting, StoredJudgement } from './identity-reader.js';

/** A pair of which something is said from a position on, or said no more (null). Both are the same for a mark. */
export interface JudgedPair {
  readonly a: string;
  readonly b: string;
  readonly said: StoredJudgement | null;
}

/** A position at which more changes than sightings are added: what is taken back or amended, and what people judge. */
export interface Cut {
  readonly at: number;
  /** Sightings that nobody believes from here on. */
  readonly closed: readonly Sighting[];
  /** Whether those are too many to be held at once: they are read as they are taken back. */
  readonly many: boolean;
  /** Sightings said at this very position. */
  readonly said: readonly Sighting[];
  readonly judged: readonly JudgedPair[];
}

/** What a range of positions says about identifiers, in the steps it is derived in. */
export class IdentityRange {
  private readonly closedAt: ReadonlyMap<number, readonly ClosedSighting[]>;
  private readonly judgedAt = new Map<number, Map<string, Judged>>();
  private readonly saidOf: ReadonlyMap<string, readonly Judged[]>;

  constructor(
    from: number,
    to: number,
    /** In the order of their positions. */
    readonly sightings: readonly Sighting[],
    readonly closed: readonly ClosedSighting[],
    /** The positions at which too many end. */
    private readonly closedMany: readonly number[],
    /** All that was ever said of each pair judged in the range, the latest first. */
    readonly judgements: readonly Judged[],
  ) {
    this.closedAt = group(closed, ({ until }) => until);
    this.saidOf = group(judgements, ({ a, b }) => pairKey(a, b));
    for (const judgement of judgements) {
      for (const at of [judgement.position, judgement.until]) {
        if (at === null || at <= from || at > to) continue;
        const pairs = this.judgedAt.get(at) ?? new Map<string, Judged>();
        this.judgedAt.set(at, pairs.set(pairKey(judgement.a, judgement.b), judgement));
      }
    }
  }

  /** What it names from a position on. */
  since(at: number): Pick<IdentityRange, 'sightings' | 'closed' | 'judgements'> {
    return {
      sightings: this.sightings.filter(({ position }) => position >= at),
      closed: this.closed.filter(({ until }) => until > at),
      judgements: this.judgements,
    };
  }

  /** Sightings that are added, each time up to a cut; the last ones up to the range's end. */
  *steps(): Generator<{ readonly added: readonly Sighting[]; readonly cut: Cut | null }> {
    const { sightings } = this;
    const cuts = [...new Set([...this.closedAt.keys(), ...this.closedMany, ...this.judgedAt.keys()])].sort(
      (x, y) => x - y,
    );
    let next = 0;
    const upTo = (position: number): readonly Sighting[] => {
      const start = next;
      while (next < sightings.length && sightings[next]!.position <= position) next++;
      return sightings.slice(start, next);
    };
    for (const at of cuts) {
      const added = upTo(at - 1);
      yield {
        added,
        cut: {
          at,
          closed: this.closedAt.get(at) ?? [],
          many: this.closedMany.includes(at),
          said: upTo(at),
          judged: this.judged(at),
        },
      };
    }
    yield { added: upTo(Infinity), cut: null };
  }

  private judged(at: number): JudgedPair[] {
    return [...(this.judgedAt.get(at) ?? [])].map(([key, { a, b }]) => ({
      a,
      b,
      said:
        this.saidOf.get(key)!.find(({ position, until }) => position <= at && (until === null || until > at)) ?? null,
    }));
  }
}
