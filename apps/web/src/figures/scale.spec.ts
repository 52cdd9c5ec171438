import { ticks } from './scale.js';

describe('the numbers at an axis', () => {
  it('are round, begin with 0 and hold everything', () => {
    expect(ticks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticks(3, 17)).toEqual([0, 5, 10, 15, 20]);
    expect(ticks(0, 0.42)).toEqual([0, 0.2, 0.4, 0.6]);
    expect(ticks(0, 0)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('go below 0 where values do', () => {
    expect(ticks(-30, 50)).toEqual([-40, -20, 0, 20, 40, 60]);
  });
});
