import { sharedBuffers, workersPerQuery } from './server-settings.js';

describe('settings of the embedded server', () => {
  it('keep a sixteenth of the memory, within bounds', () => {
    const gibibytes = (n: number): string => sharedBuffers(n * 1024 ** 3);
    expect([1, 8, 24, 64].map(gibibytes)).toEqual(['256MB', '512MB', '1536MB', '2048MB']);
  });

  it('let as many read a table as there are processors, two to five', () => {
    expect([1, 2, 4, 64].map(workersPerQuery)).toEqual(['1', '1', '3', '4']);
  });
});
