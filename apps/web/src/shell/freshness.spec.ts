import type { Freshness } from '../api/types.js';
import type { LiveState } from '../live/connection.js';
import { sayFreshness } from './freshness.js';

const open: LiveState = { status: 'open' };
const fresh: Freshness = { position: 9, head: 9, lagSeconds: 0.2, rebuilding: null, halted: [] };
const rebuilding = { name: 'contacts', progress: 0.43, rate: 60_000, secondsLeft: 120 };

describe('what the header says about freshness', () => {
  it('is the worst of what there is to say', () => {
    expect(sayFreshness(open, fresh)).toEqual({ kind: 'live' });
    expect(sayFreshness(open, { ...fresh, lagSeconds: 12 })).toEqual({ kind: 'behind', seconds: 12 });
    expect(sayFreshness(open, { ...fresh, lagSeconds: 12, rebuilding })).toEqual({
      kind: 'rebuilding',
      progress: 0.43,
      secondsLeft: 120,
    });
    expect(sayFreshness(open, { ...fresh, rebuilding, halted: ['staff'] })).toEqual({ kind: 'halted', projections: 1 });
    expect(sayFreshness({ status: 'lost', retryAt: 5 }, { ...fresh, halted: ['staff'] })).toEqual({
      kind: 'lost',
      retryAt: 5,
    });
  });

  it('does not claim to be live before it knows', () => {
    expect(sayFreshness({ status: 'connecting' }, fresh)).toEqual({ kind: 'connecting' });
    expect(sayFreshness(open, undefined)).toEqual({ kind: 'connecting' });
  });
});
