import type { Keyring } from '../sealing.js';
import type { NodeId } from '../ids.js';
import type { Category } from '../shape.js';

/**
 * Data keys: one per (data subject's node, category), wrapped by the master key, durable before first used.
 * Answers from a bounded cache.
 */
export interface Vault {
  /** Loads keys so that the keyring answers for these nodes, creating what is missing (durable when this resolves). */
  ensure(nodes: readonly NodeId[]): Promise<Keyring>;
  /** Loads keys for reading: a node without keys, or with destroyed ones, answers with nulls. */
  load(nodes: readonly NodeId[]): Promise<Keyring>;
  /** Destroys keys of a node for ever, all categories unless some are named, and forgets them in every cache. */
  destroy(node: NodeId, categories?: readonly Category[]): Promise<void>;
  close(): Promise<void>;
}
