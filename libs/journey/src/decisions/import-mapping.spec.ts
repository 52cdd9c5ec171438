import { given } from '../../test/given.js';
import { importMappingSaved } from '../events/import-mapping-saved.js';
import { saveImportMapping } from './import-mapping.js';

const mapping = '0192f0c1-1111-8000-8000-000000000001';
const saved = importMappingSaved.of({ mapping }, { name: 'orders', mappingVersion: 1, document: 'a' });

describe('a mapping of a file', () => {
  it('gets a version with every change, and none without one', () => {
    expect(given().when(saveImportMapping, { name: 'orders', document: 'a' })).toEqual([
      ['import-mapping-saved', { name: 'orders', mappingVersion: 1, document: 'a' }],
    ]);
    expect(given(saved).when(saveImportMapping, { name: 'orders', document: 'a' })).toEqual([]);
    expect(given(saved).when(saveImportMapping, { name: 'orders', document: 'b' })).toEqual([
      ['import-mapping-saved', { name: 'orders', mappingVersion: 2, document: 'b' }],
    ]);
  });
});
