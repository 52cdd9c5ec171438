import fc from 'fast-check';
import type { EventView, Happening } from '#kernel';
import { given, somebody } from '../../test/given.js';
import { stageMoved } from '../events/funnel/stage-moved.js';
import { stagesSet } from '../events/settings/stages-set.js';
import { DEFAULT_STAGES, FUNNEL, matchesTouch, placeOfCause, type FunnelStages } from '../funnel/stages.js';
import { moveStage, setStages } from './stages.js';

const funnel = { id: FUNNEL, by: somebody('0192f0c1-4444-8000-8000-000000000004') };
const contact = { id: '0192f0c1-2222-8100-8000-000000000002' };
const stage = (name: string, ...causes: FunnelStages['stages'][number]['causes']): FunnelStages['stages'][number] => ({
  name,
  function: 'sales',
  outcomes: [],
  causes,
});
const small: FunnelStages = {
  stages: [stage('new', 'touched'), stage('known', 'captured')],
  captures: [],
  qualifies: [],
};
const set = (stages: FunnelStages): Happening => stagesSet.of({ stages: FUNNEL }, stages);

describe('setting the stages of the funnel', () => {
  it('says all of them, and nothing where they are so already', () => {
    expect(given().when(setStages, { ...small }, funnel)).toEqual([['stages-set', small]]);
    expect(given(set(small)).when(setStages, { ...small }, funnel)).toEqual([]);
    expect(given().when(setStages, { ...DEFAULT_STAGES }, funnel)).toEqual([]);
    expect(given(set(small)).when(setStages, { ...DEFAULT_STAGES }, funnel)).toEqual([['stages-set', DEFAULT_STAGES]]);
  });
  it('is of one funnel', () => {
    expect(given().when(setStages, { ...small })).toBe('stages.unknown');
  });
  it.each([
    ['stages.none', { ...small, stages: [] }],
    ['stages.name', { ...small, stages: [stage('a'), stage('a')] }],
    ['stages.name', { ...small, stages: [stage(' a ')] }],
    ['stages.cause-twice', { ...small, stages: [stage('a', 'captured'), stage('b', 'captured')] }],
    ['stages.touched-first', { ...small, stages: [stage('a'), stage('b', 'touched')] }],
    ['stages.target', { ...small, stages: [{ ...stage('a'), target: 0 }] }],
    ['stages.pattern', { ...small, captures: [{ channel: 'web', kind: 'viewed' }] }],
    ['stages.pattern', { ...small, qualifies: [{ channel: 'web' }] }],
  ])('is refused with %s', (code, stages) => {
    expect(given().when(setStages, { ...stages }, funnel)).toBe(code);
  });
  it('has default ones that it would accept itself', () => {
    expect(given(set(small)).when(setStages, { ...DEFAULT_STAGES }, funnel)).toHaveLength(1);
    expect(placeOfCause(DEFAULT_STAGES, 'deal-opened')).toBe(4);
    expect(placeOfCause(small, 'deal-opened')).toBe(-1);
  });
});

describe('what captures', () => {
  const touch = { channel: 'webinar', kind: 'registered', campaign: 'spring', source: 'zoom' };
  it('is what has all that is named', () => {
    expect(matchesTouch(DEFAULT_STAGES.captures, touch)).toBe(true);
    expect(matchesTouch(DEFAULT_STAGES.captures, { ...touch, channel: 'web' })).toBe(false);
    expect(matchesTouch([{ kind: 'registered', campaign: 'spring', source: 'zoom' }], touch)).toBe(true);
    expect(matchesTouch([{ kind: 'registered', campaign: 'autumn' }], touch)).toBe(false);
    expect(matchesTouch([{ kind: 'registered', source: 'goto' }], touch)).toBe(false);
    expect(matchesTouch([], touch)).toBe(false);
  });
});

describe('moving somebody to a stage', () => {
  const definition = '0192f0c1-3333-8000-8000-000000000003';
  const seen = { ...contact, named: { type: stagesSet.name, payload: small } as unknown as EventView };

  it('says which and why, each time', () => {
    const asked = { stage: 'lead', reason: ' wrong number ' };
    const moved = stageMoved.of({ profile: contact.id }, { stage: 'lead', reason: 'wrong number' });
    expect(given().when(moveStage, asked, contact)).toEqual([['stage-moved', moved.payload]]);
    expect(given(moved).when(moveStage, asked, contact)).toEqual([['stage-moved', moved.payload]]);
  });
  it('knows the stages that whoever asks has seen', () => {
    expect(given().when(moveStage, { stage: 'known', reason: 'so', definition }, seen)).toHaveLength(1);
    expect(given().when(moveStage, { stage: 'lead', reason: 'so', definition }, seen)).toBe('standing.stage-unknown');
    expect(given().when(moveStage, { stage: 'known', reason: 'so' }, contact)).toBe('standing.stage-unknown');
    expect(given().when(moveStage, { stage: 'lead', reason: 'so', definition }, { ...contact, named: null })).toBe(
      'stages.unknown',
    );
  });
  it('needs a reason, and somebody', () => {
    expect(given().when(moveStage, { stage: 'lead', reason: ' ' }, contact)).toBe('standing.no-reason');
    expect(given().when(moveStage, { stage: 'lead', reason: 'so' }, { id: 'ann' })).toBe('standing.unknown');
  });
});

it('sets what a simple model sets, in any sequence', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const wanted = fc.record({
    stages: fc.array(
      name.map((of) => stage(of)),
      { maxLength: 3 },
    ),
    captures: fc.array(fc.record({ kind: fc.constantFrom('submitted', 'viewed') }), { maxLength: 1 }),
    qualifies: fc.constant([]),
  });
  fc.assert(
    fc.property(fc.array(wanted, { maxLength: 8 }), (sequence) => {
      const history: Happening[] = [];
      let model = JSON.stringify(DEFAULT_STAGES);
      for (const stages of sequence) {
        const names = stages.stages.map((one) => one.name);
        const fits =
          names.length > 0 &&
          new Set(names).size === names.length &&
          stages.captures.every(({ kind }) => kind === 'submitted');
        const came = given(...history).when(setStages, { ...stages }, funnel);
        const news = fits && JSON.stringify(stages) !== model;
        expect(typeof came === 'string' ? 'refused' : came.length).toBe(fits ? (news ? 1 : 0) : 'refused');
        if (!news) continue;
        history.push(set(stages));
        model = JSON.stringify(stages);
      }
    }),
    { numRuns: 200 },
  );
});
