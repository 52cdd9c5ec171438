import { broken, canonicalJson, decider, decision, evolves, isUuid, open, optional, id, text, word } from '#kernel';
import { stageMoved } from '../events/funnel/stage-moved.js';
import { stagesSet } from '../events/settings/stages-set.js';
import { DEFAULT_STAGES, FUNNEL, mayCapture, type FunnelStages } from '../funnel/stages.js';

/** The stages of the funnel as they were set last; null before anybody set any. */
export interface StagesState {
  readonly set: FunnelStages | null;
}

export const stages = decider<StagesState>(
  'stages',
  { set: null },
  evolves(stagesSet, (_state, { payload }) => ({ set: payload })),
);

/** The first of some values that stands there twice. */
function twice(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) < i);
}

/**
 * Sets the stages of the funnel, all of them: what is recorded from here on is judged by them. There must be at least
 * one, each name once, each cause in one stage only; whoever was merely touched stands at the very beginning; patterns
 * name a kind that may capture.
 */
export const setStages = decision(
  stages,
  'set',
  { permission: 'settings.manage', params: stagesSet.payload },
  ({ set }, wanted, { id: funnel }) => {
    if (funnel !== FUNNEL) throw broken('stages.unknown', { id: FUNNEL });
    if (wanted.stages.length === 0) throw broken('stages.none');
    const name = twice(wanted.stages.map((stage) => stage.name.trim()));
    if (name !== undefined || wanted.stages.some((stage) => stage.name.trim() !== stage.name || stage.name === ''))
      throw broken('stages.name', { name: name ?? '' });
    const cause = twice(wanted.stages.flatMap((stage) => stage.causes));
    if (cause !== undefined) throw broken('stages.cause-twice', { cause });
    if (wanted.stages.some((stage, place) => place > 0 && stage.causes.includes('touched')))
      throw broken('stages.touched-first');
    if (wanted.stages.some(({ target }) => target !== undefined && target <= 0)) throw broken('stages.target');
    const unfit = [...wanted.captures, ...wanted.qualifies].find(({ kind }) => kind === undefined || !mayCapture(kind));
    if (unfit !== undefined) throw broken('stages.pattern', { kind: unfit.kind ?? '' });
    if (canonicalJson(set ?? DEFAULT_STAGES) === canonicalJson(wanted)) return [];
    return [stagesSet.of({ stages: FUNNEL }, wanted)];
  },
);

/** What people decided about where a contact or a company stands: nothing, or the stage they moved it to last. */
export interface StandingState {
  readonly moved: string | null;
}

/** Where a contact or a company stands in the funnel, by one of its identifiers. */
export const standing = decider<StandingState>(
  'standing',
  { moved: null },
  evolves(stageMoved, (_state, { payload }) => ({ moved: payload.stage })),
);

/**
 * Moves a contact or a company to a stage, for a reason: it is there until something later moves it on. `definition` is
 * the event that set the stages whoever asks has seen; without it, they are the default ones. Moving again to the
 * same stage is news: something else may have moved it on meanwhile.
 */
export const moveStage = decision(
  standing,
  'move',
  {
    permission: 'funnel.move',
    params: { stage: word, reason: open(text), definition: optional(id) },
    names: 'definition',
  },
  (_state, { stage, reason, definition }, { id: node, named }) => {
    if (!isUuid(node)) throw broken('standing.unknown');
    if (definition !== undefined && named?.type !== stagesSet.name) throw broken('stages.unknown');
    const known = named ? (named.payload as unknown as FunnelStages) : DEFAULT_STAGES;
    if (!known.stages.some(({ name }) => name === stage)) throw broken('standing.stage-unknown', { stage });
    if (reason.trim() === '') throw broken('standing.no-reason');
    return [stageMoved.of({ profile: node }, { stage, reason: reason.trim() })];
  },
);
