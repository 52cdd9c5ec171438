import { importUndone } from '#kernel';
import { given } from '../../test/given.js';
import { importFinished } from '../events/import-finished.js';
import { importStarted } from '../events/import-started.js';
import { finishImport, startImport, undoImport } from './import.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const says = {
  name: 'orders',
  source: 'shop',
  mapping: id,
  mappingVersion: 1,
  file: 'orders.csv',
  digest: 'd',
  bytes: 10,
};
const counts = { rows: 2, leftOut: 0, refused: 1, types: [{ type: 'touchpoint-recorded', recorded: 1, repeated: 0 }] };
const started = importStarted.of({ import: id }, says);
const finished = importFinished.of({ import: id }, counts);
const undone = importUndone.of({ import: id }, {});

describe('an import', () => {
  it('is started once, and goes on when it is started again before its end', () => {
    expect(given().when(startImport, says)).toEqual([['import-started', says]]);
    expect(given(started).when(startImport, says)).toEqual([]);
    expect(given(started, finished).when(startImport, says)).toBe('import.over');
    expect(given(started, undone).when(startImport, says)).toBe('import.over');
  });
  it('is finished once', () => {
    expect(given(started).when(finishImport, counts)).toEqual([['import-finished', counts]]);
    expect(given(started, finished).when(finishImport, counts)).toEqual([]);
    expect(given().when(finishImport, counts)).toBe('import.unknown');
    expect(given(started, undone).when(finishImport, counts)).toBe('import.undone');
  });
  it('is taken back once, finished or not', () => {
    expect(given(started).when(undoImport, { reason: 'wrong file' })).toEqual([
      ['import-undone', { reason: 'wrong file' }],
    ]);
    expect(given(started, finished).when(undoImport, {})).toEqual([['import-undone', {}]]);
    expect(given(started, undone).when(undoImport, {})).toEqual([]);
    expect(given().when(undoImport, {})).toBe('import.unknown');
  });
});
