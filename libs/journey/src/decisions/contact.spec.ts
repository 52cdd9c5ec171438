import { withdrawn } from '#kernel';
import { given } from '../../test/given.js';
import { withdrawTouch } from './contact.js';

const profile = '0192f0c1-2222-8000-8000-000000000002';
const touch = '0192f0c1-3333-8000-8000-000000000003';
const takenBack = withdrawn.of({ subject: profile }, { target: touch, targetStream: `touch-${touch}` });

describe('taking a touch back', () => {
  it('names the touch, its stream and why', () => {
    expect(given().when(withdrawTouch, { touch, profile, reason: 'a test order' })).toEqual([
      ['withdrawn', { target: touch, targetStream: `touch-${touch}`, reason: 'a test order' }],
    ]);
  });
  it('is no news the second time', () => {
    expect(given(takenBack).when(withdrawTouch, { touch, profile })).toEqual([]);
  });
  it('needs the touch’s id', () => {
    expect(() => given().when(withdrawTouch, { touch: 'x', profile })).toThrow(
      'params.touch: must be a lower-case UUID',
    );
  });
});
