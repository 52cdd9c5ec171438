import { CATEGORIES, type Category, type Keyring, type NodeId, type SubjectKeys, type Vault } from '#kernel';
import { GONE, HeldKeys } from './wrapping.js';

/** The vault in memory: data keys that are gone with the process. */
export class MemoryVault implements Vault {
  private readonly keys = new Map<NodeId, HeldKeys | null>();

  ensure(nodes: readonly NodeId[]): Promise<Keyring> {
    for (const node of nodes) if (!this.keys.has(node)) this.keys.set(node, HeldKeys.fresh());
    return this.load(nodes);
  }

  load(nodes: readonly NodeId[]): Promise<Keyring> {
    const loaded = new Map<NodeId, SubjectKeys>(nodes.map((node) => [node, this.keys.get(node) ?? GONE]));
    return Promise.resolve(loaded);
  }

  destroy(node: NodeId, categories: readonly Category[] = CATEGORIES): Promise<void> {
    const held = this.keys.get(node);
    if (held !== null) this.keys.set(node, (held ?? HeldKeys.fresh()).without(categories));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.keys.clear();
    return Promise.resolve();
  }
}
