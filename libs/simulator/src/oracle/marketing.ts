import type { Recorded } from './recorded.js';
import { count, ratio, within, type Asked, type Oracle } from './told.js';
import { touches, type Touch } from './touches-told.js';

/** "distinct recipients with the event / distinct recipients delivered (bounce: / sent)" */
function rate(among: (touch: Touch) => boolean, kind: string, of: string): Oracle {
  return (history, asked) => {
    const those = touches(history, asked).filter((touch) => among(touch) && within(asked, touch.at));
    const who = (what: string): number =>
      new Set(those.filter((touch) => touch.kind === what).map(({ whose }) => whose)).size;
    return ratio(who(kind), who(of));
  };
}

const mailing = ({ channel, campaign }: Touch): boolean => channel === 'email' && campaign !== null;
const event = ({ channel }: Touch): boolean => channel === 'webinar' || channel === 'event';

export const deliveredRate = rate(mailing, 'delivered', 'sent');
export const bounceRate = rate(mailing, 'bounced', 'sent');
export const openRate = rate(mailing, 'opened', 'delivered');
export const clickRate = rate(mailing, 'clicked', 'delivered');
export const replyRate = rate(mailing, 'replied', 'delivered');
export const unsubscribeRate = rate(mailing, 'unsubscribed', 'delivered');
/** "rate per variant": over all of them. */
export const variantVerdict = rate((touch) => mailing(touch) && touch.variant !== null, 'clicked', 'delivered');
/** "registered / invited; attended / registered" */
export const eventResponse = rate(event, 'registered', 'invited');
export const attendance = rate(event, 'attended', 'registered');

/** The first touch of every contact; one that nobody has a date for where there is no other. */
function firsts(history: readonly Recorded[], asked: Asked): Touch[] {
  const first = new Map<string, Touch>();
  for (const touch of touches(history, asked)) {
    const before = first.get(touch.whose);
    if (touch.isCompany || (before !== undefined && (before.at?.at ?? Infinity) <= (touch.at?.at ?? Infinity)))
      continue;
    first.set(touch.whose, touch);
  }
  return [...first.values()];
}

/** "contacts first ever touched in the period" */
export const brandReach: Oracle = (history, asked) => {
  const all = firsts(history, asked);
  return count(all.filter(({ at }) => within(asked, at)).length, {
    undated: all.filter(({ at }) => at === null).length,
  });
};

/** "of these, first touch direct or branded search" */
export const directShare: Oracle = (history, asked) => {
  const reached = firsts(history, asked).filter(({ at }) => within(asked, at));
  const direct = reached.filter(
    ({ channel, campaign, utmSource, utmMedium }) =>
      (channel === 'web' || channel === 'product') &&
      (utmMedium === 'branded-search' || (campaign === null && utmSource === null && utmMedium === null)),
  );
  return ratio(direct.length, reached.length);
};
