import { buyersAt } from './customers-told.js';
import type { Recorded } from './recorded.js';
import { placeOf, waysKnown, type Stay, type Way } from './stages-told.js';
import { survivalOf } from './survival-of.js';
import { count, hoursBetween, ratio, within, type Asked, type Moment, type Oracle } from './told.js';
import { isHuman, touches, type Touch } from './touches-told.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Lead = Way & { readonly lead: Moment };

/** Who was captured in the period. */
function leads(history: readonly Recorded[], asked: Asked): Lead[] {
  return waysKnown(history, asked.knownUpTo).filter(
    (way): way is Lead => way.lead != null && way.lead.at <= asked.asOf && within(asked, way.lead),
  );
}

/** Stays that had begun by then. */
function begun({ stays }: Way, { asOf }: Asked): Stay[] {
  return stays.filter(({ entered }) => entered === null || entered.at <= asOf);
}

/** "leads whose capture falls in the period" */
export const leadsCaptured: Oracle = (history, asked) => count(leads(history, asked).length);

/** "of a capture cohort, reached customer" */
export const leadConversion: Oracle = (history, asked) => {
  const all = leads(history, asked);
  const customers = buyersAt(history, asked.knownUpTo, asked.asOf);
  return ratio(all.filter(({ contact }) => customers.has(contact)).length, all.length);
};

/** "of a capture cohort, reached marketing-qualified or any later stage" */
export const qualificationRate: Oracle = (history, asked) => {
  const all = leads(history, asked);
  const qualified = all.filter((way) =>
    begun(way, asked).some(({ stage }) => placeOf(stage) >= placeOf('marketing-qualified')),
  );
  return ratio(qualified.length, all.length);
};

/** "reached this or any later stage / entered, matured members": within ninety days */
export const stageConversion: Oracle = (history, asked) => {
  const [above, below, young] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const way of waysKnown(history, asked.knownUpTo)) {
    const stays = begun(way, asked);
    for (const { stage, entered } of stays) {
      if (entered === null || !within(asked, entered)) continue;
      const later = stays
        .filter((one) => one.entered !== null && placeOf(one.stage) > placeOf(stage) && one.entered.at >= entered.at)
        .map((one) => one.entered!.at);
      const reached = Math.min(...later);
      const over = entered.at + 90 * DAY;
      if (over > asked.asOf && reached === Infinity) young.add(way.contact);
      else below.add(way.contact);
      if (reached < over) above.add(way.contact);
    }
  }
  return ratio(above.size, below.size, { immature: young.size });
};

/** "Kaplan-Meier median over completed and running stays", in days */
export const timeInStage: Oracle = (history, asked) => {
  const stays = waysKnown(history, asked.knownUpTo).flatMap((way) =>
    begun(way, asked).filter(({ entered }) => within(asked, entered)),
  );
  return survivalOf(
    stays.map(({ entered, left }) => {
      const over = left !== null && left.at <= asked.asOf;
      const hours = over ? hoursBetween(entered, left)! : (asked.asOf - entered!.at) / HOUR;
      return { time: Math.max(0, hours) / 24, over };
    }),
  );
};

/** "lead captured → first human touch out after it: median (uncontacted censored)" */
export const speedToContact: Oracle = (history, asked) => {
  const out = new Map<string, Touch[]>();
  for (const touch of touches(history, asked)) {
    if (touch.at === null || touch.direction !== 'out' || !isHuman(touch)) continue;
    out.set(touch.whose, [...(out.get(touch.whose) ?? []), touch]);
  }
  return survivalOf(
    leads(history, asked).map(({ contact, lead }) => {
      const after = (out.get(contact) ?? []).filter(({ at }) => at!.at >= lead.at);
      const first = after.sort((a, b) => a.at!.at - b.at!.at)[0]?.at ?? null;
      const hours = first === null ? (asked.asOf - lead.at) / HOUR : hoursBetween(lead, first)!;
      return { time: Math.max(0, hours), over: first !== null };
    }),
  );
};
