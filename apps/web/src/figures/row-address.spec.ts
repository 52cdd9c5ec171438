import { rowAddress, rowConditions } from './row-address.js';

describe('a row of a figure in the address', () => {
  it('comes back as it was, whatever stands in its slices', () => {
    const slice = { campaign: 'spring = sale & more', channel: null };
    expect(rowConditions(rowAddress(slice))).toEqual(['campaign=spring = sale & more', 'channel=']);
    expect(rowConditions(undefined)).toEqual([]);
  });
});
