import { given } from '../../test/given.js';
import { kpiSet } from '../events/settings/kpi-set.js';
import { setKpi } from './kpi.js';

const kpi = '0192f0c1-1111-8000-8000-000000000001';
const said = kpiSet.of({ kpi }, { name: 'large-deals', kpiVersion: 1, document: 'a', hash: 'h' });

describe('a figure of the workspace', () => {
  it('gets a version with every change, and none without one', () => {
    expect(given().when(setKpi, { name: 'large-deals', document: 'a', hash: 'h' })).toEqual([
      ['kpi-set', { name: 'large-deals', kpiVersion: 1, document: 'a', hash: 'h' }],
    ]);
    expect(given(said).when(setKpi, { name: 'large-deals', document: 'a', hash: 'h' })).toEqual([]);
    expect(given(said).when(setKpi, { name: 'large-deals', document: 'b', hash: 'i' })).toEqual([
      ['kpi-set', { name: 'large-deals', kpiVersion: 2, document: 'b', hash: 'i' }],
    ]);
  });
});
