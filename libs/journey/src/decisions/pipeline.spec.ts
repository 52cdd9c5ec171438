import { given } from '../../test/given.js';
import { pipelineSet } from '../events/settings/pipeline-set.js';
import { DEFAULT_PIPELINE } from '../pipelines.js';
import { setPipeline } from './pipeline.js';

const { id, name, stages } = DEFAULT_PIPELINE;
const params = { name, stages };

describe('a pipeline', () => {
  it('is set, once, and set anew', () => {
    expect(given().when(setPipeline, params, { id })).toEqual([['pipeline-set', params]]);
    const set = pipelineSet.of({ pipeline: id }, params);
    expect(given(set).when(setPipeline, params, { id })).toEqual([]);
    expect(given(set).when(setPipeline, { ...params, name: 'Renewals' }, { id })).toHaveLength(1);
  });
  it('has stages with names of their own, each likely by 0 to 100 percent', () => {
    const staged = (...stages: object[]) => given().when(setPipeline, { name, stages }, { id });
    expect(staged()).toBe('pipeline.no-stages');
    expect(staged({ name: 'a', probability: 101 })).toBe('pipeline.probability');
    expect(staged({ name: 'a', probability: -1 })).toBe('pipeline.probability');
    expect(staged({ name: 'a', probability: 0 }, { name: 'a', probability: 100 })).toBe('pipeline.stage-name');
    expect(staged({ name: ' ', probability: 1 })).toBe('pipeline.stage-name');
    expect(staged({ name: 'a', probability: 1, target: 0 })).toBe('pipeline.target');
    expect(staged({ name: 'a', probability: 0 }, { name: 'b', probability: 100, target: 1 })).toHaveLength(1);
    expect(given().when(setPipeline, { name: ' ', stages }, { id })).toBe('pipeline.name');
    expect(given().when(setPipeline, params, { id: 'x' })).toBe('pipeline.unknown');
  });
});
