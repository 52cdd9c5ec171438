import { DEFAULT_PIPELINE, type Pipeline } from '#journey';
import { dealsThroughTime, type Deal, type Step } from './deals-told.js';
import { once, type Recorded } from './recorded.js';
import { survivalOf } from './survival-of.js';
import { ofEach, ratio, told, within, type Asked, type Moment, type Oracle } from './told.js';

const DAY = 86_400_000;

/** The stages of a pipeline, as they were set last; null is the one that is there anyway. */
export const pipelinesKnown = once((history: readonly Recorded[], knownUpTo: number) => {
  const set = [...ofEach(told(history, knownUpTo), 'pipeline')];
  const known = new Map(set.map(([id, said]) => [id, said.at(-1)!.payload['stages'] as Pipeline['stages']]));
  return (pipeline: string | null): Pipeline['stages'] =>
    (pipeline === null ? undefined : known.get(pipeline)) ?? DEFAULT_PIPELINE.stages;
});

/** A deal that is open in a stage, from a moment on, until it is moved, won or lost. */
interface Stay {
  readonly since: number;
  readonly until: number;
  /** When it was won, or stood in a later stage of the same pipeline, first from there on. */
  readonly reached: number;
}

function staysOf(steps: readonly Step[], stagesOf: (pipeline: string | null) => Pipeline['stages']): Stay[] {
  const placeOf = ({ pipeline, stage }: Deal): number =>
    stage === null ? 0 : stagesOf(pipeline).findIndex(({ name }) => name === stage);
  const same = (one: Deal, other: Deal): boolean =>
    one.status === other.status && one.pipeline === other.pipeline && placeOf(one) === placeOf(other);
  return steps.flatMap(({ at, deal }, i) => {
    const before = steps[i - 1];
    if (deal.status !== 'open' || (before !== undefined && same(before.deal, deal))) return [];
    const after = steps.slice(i + 1);
    const further = (to: Deal): boolean =>
      to.status === 'won' || (to.status === 'open' && to.pipeline === deal.pipeline && placeOf(to) > placeOf(deal));
    return [
      {
        since: at,
        until: after.find((step) => !same(step.deal, deal))?.at ?? Infinity,
        reached: after.find((step) => further(step.deal))?.at ?? Infinity,
      },
    ];
  });
}

const momentAt = (at: number): Moment | null => (at === -Infinity ? null : { at, day: false });

function stays(history: readonly Recorded[], asked: Asked): Stay[][] {
  const stagesOf = pipelinesKnown(history, asked.knownUpTo);
  return dealsThroughTime(history, asked.knownUpTo).map((steps) =>
    staysOf(steps, stagesOf).filter(({ since }) => since <= asked.asOf),
  );
}

/** "Kaplan-Meier median over completed and running stays", of deals, in days */
export const timeInDealStage: Oracle = (history, asked) => {
  const all = stays(history, asked).flat();
  const entered = all.filter(({ since }) => within(asked, momentAt(since)));
  return {
    ...survivalOf(
      entered.map(({ since, until }) => ({
        time: (Math.min(until, asked.asOf) - since) / DAY,
        over: until <= asked.asOf,
      })),
    ),
    undated: all.filter(({ since }) => since === -Infinity).length,
  };
};

/** "reached this or any later stage / entered, matured members", of deals, within ninety days: a deal won has passed them all */
export const dealStageConversion: Oracle = (history, asked) => {
  let [above, below, young] = [0, 0, 0];
  for (const ofDeal of stays(history, asked)) {
    const entered = ofDeal.filter(({ since }) => within(asked, momentAt(since)));
    const isYoung = ({ since, reached }: Stay): boolean => since + 90 * DAY > asked.asOf && reached > asked.asOf;
    if (entered.some(({ since, reached }) => reached <= asked.asOf && reached < since + 90 * DAY)) above++;
    if (entered.some((stay) => !isYoung(stay))) below++;
    if (entered.some(isYoung)) young++;
  }
  return ratio(above, below, { immature: young });
};
