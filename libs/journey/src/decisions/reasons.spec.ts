import { given } from '../../test/given.js';
import { reasonsSet } from '../events/settings/reasons-set.js';
import { setReasons } from './reasons.js';

const says = { of: 'handoff-refused', reasons: ['too-early', 'other'] } as const;
const set = reasonsSet.of({ reasons: '0192f0c1-1111-8000-8000-000000000001' }, says);

describe('the reasons there are', () => {
  it('are set, once', () => {
    expect(given().when(setReasons, says)).toEqual([['reasons-set', says]]);
    expect(given(set).when(setReasons, says)).toEqual([]);
    expect(given(set).when(setReasons, { ...says, reasons: ['other', 'too-early'] })).toHaveLength(1);
  });
  it('are some, each once, and of one kind', () => {
    expect(given().when(setReasons, { ...says, reasons: [] })).toBe('reasons.none');
    expect(given().when(setReasons, { ...says, reasons: ['other', 'other'] })).toBe('reasons.twice');
    expect(given(set).when(setReasons, { ...says, of: 'deal-lost' })).toBe('reasons.other-kind');
  });
});
