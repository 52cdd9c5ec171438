import { given } from '../../test/given.js';
import { duplicateDismissed } from '../events/duplicate-dismissed.js';
import { dismissDuplicate } from './duplicate.js';
import { pairId } from './identity.js';

const [node, other] = ['0192f0c1-0001-8200-8000-000000000001', '0192f0c1-0002-8200-8000-000000000002'] as const;
const pair = { id: pairId(node, other) };

describe('dismissing a suggested duplicate', () => {
  it('says so of the pair, and why, once', () => {
    expect(given().when(dismissDuplicate, { reason: 'namesakes' }, pair)).toEqual([
      ['duplicate-dismissed', { reason: 'namesakes' }],
    ]);
    expect(given(duplicateDismissed.of({ node, other }, {})).when(dismissDuplicate, {}, pair)).toEqual([]);
  });
  it('needs two contacts', () => {
    expect(given().when(dismissDuplicate, {}, { id: node })).toBe('identity.no-pair');
  });
});
