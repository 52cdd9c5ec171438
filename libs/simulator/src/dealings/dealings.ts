import { ByArrival, type Underway } from '../by-arrival.js';
import { simulatedTime, type SimulationOptions } from '../simulation.js';
import type { Dealing } from './dealing.js';
import { seriesOf } from './series.js';

/**
 * The company's business beside its touches, in order of arrival, with the dirt of real life: what is reported late,
 * corrected, withdrawn, imported and undone. The same options give the same dealings, with the people of the same
 * options' touches. Lazy, and bounded in memory: what it holds is under way. Throws a RangeError as `simulate` does.
 */
export function* simulateDealings(options: SimulationOptions): Generator<Dealing, void, undefined> {
  const series = seriesOf(options, simulatedTime(options));
  const active = new ByArrival<Underway<Dealing>>();
  let begun = 0;
  for (;;) {
    const next = series.reduce((first, one) => (one.next < first.next ? one : first));
    if (next.next < Infinity && next.next <= active.soonest) {
      const ahead = next.begin();
      const soonest = ahead[0]?.arrivesAt;
      if (soonest !== undefined) active.push({ rank: begun, ahead: ahead.reverse(), soonest });
      begun++;
      continue;
    }
    if (active.size === 0) return;
    yield active.top.ahead.pop()!;
    active.settle();
  }
}
