import { askedFor } from './asked-for.js';
import { faultOf, faults } from './faults/index.js';

it('runs one fault of each kind unless told, 200 for all, and those of any seeds', () => {
  const seedsOf = (...given: string[]) => {
    const asked = askedFor(given);
    if (typeof asked === 'string') throw new Error(asked);
    return asked.seeds;
  };
  expect(new Set(seedsOf().map((seed) => faultOf(seed).kind)).size).toBe(faults.length);
  expect(seedsOf()).toHaveLength(12);
  expect(seedsOf('--all')).toHaveLength(200);
  expect(seedsOf('--seed', '14')).toEqual([14]);
  expect(seedsOf('--seeds=3-5')).toEqual([3, 4, 5]);
  expect(seedsOf('--seeds', '9,1-2')).toEqual([9, 1, 2]);
  expect(faultOf(14)).toBe(faultOf(2));
  expect(askedFor(['--rate', '80', '--json', 'counts.json'])).toMatchObject({ rate: 80, json: 'counts.json' });
});

it('says what of the arguments is wrong', () => {
  expect(askedFor(['--sed', '3'])).toBe('--sed 3: is not understood');
  expect(askedFor(['--seed', 'x'])).toMatch('--seed x: give seeds from 1 on');
  expect(askedFor(['--rate'])).toBe('--rate: is not understood');
  expect(askedFor(['--seeds', '5-3'])).toMatch('--seeds 5-3: give seeds from 1 on');
});
