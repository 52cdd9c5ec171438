import { query } from '#kernel';
import { CAPTURING_KINDS, FUNNEL, type FunnelStages } from '#journey';
import { iso } from '../reading/moments.js';
import { stagesKnown } from '../reading/stages.js';

/** The stages of the funnel as they are set. */
export interface Stages extends FunnelStages {
  /** The id under which they are set. */
  readonly id: string;
  /** The event that set them: what moving somebody names. Null, as is `since`, for the default ones. */
  readonly definition: string | null;
  readonly since: string | null;
  /** The kinds of touches that may capture or qualify. */
  readonly kinds: readonly string[];
}

/** The stages of the funnel, in order, with what brings into them; as known at another moment, the ones set by then. */
export const stages = query('stages', {
  path: 'stages',
  permission: 'settings.read',
  params: {},
  reads: ['funnel'],
  clocks: true,
  answer: async (asking): Promise<Stages> => {
    const { stages: set, eventId, since } = await stagesKnown(asking);
    return { ...set, id: FUNNEL, definition: eventId, since: iso(since), kinds: CAPTURING_KINDS };
  },
});
