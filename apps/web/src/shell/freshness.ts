import type { Freshness } from '../api/types.js';
import type { LiveState } from '../live/connection.js';

/** What the header says about how far behind the screens may be. */
export type FreshnessSaid =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'lost'; readonly retryAt: number }
  | { readonly kind: 'halted'; readonly projections: number }
  | { readonly kind: 'rebuilding'; readonly progress: number; readonly secondsLeft: number | null }
  | { readonly kind: 'behind'; readonly seconds: number }
  | { readonly kind: 'live' };

/** Below this many seconds behind, it is called live. */
const LIVE_WITHIN_SECONDS = 2;

/** The one thing worth saying, the worst first. */
export function sayFreshness(state: LiveState, freshness: Freshness | undefined): FreshnessSaid {
  if (state.status === 'lost') return { kind: 'lost', retryAt: state.retryAt };
  const halted = freshness?.halted.length ?? 0;
  if (halted > 0) return { kind: 'halted', projections: halted };
  const rebuilding = freshness?.rebuilding;
  if (rebuilding != null)
    return { kind: 'rebuilding', progress: rebuilding.progress, secondsLeft: rebuilding.secondsLeft };
  if (freshness !== undefined && freshness.lagSeconds >= LIVE_WITHIN_SECONDS)
    return { kind: 'behind', seconds: freshness.lagSeconds };
  return state.status === 'open' && freshness !== undefined ? { kind: 'live' } : { kind: 'connecting' };
}
