import type { NodeId, SubjectKeys } from '#kernel';

/**
 * A bounded cache in two generations: what is used moves to the young one, and when that is full the old one is
 * forgotten. Never holds more than `entries`.
 */
export class KeyCache {
  private young = new Map<NodeId, SubjectKeys>();
  private old = new Map<NodeId, SubjectKeys>();

  constructor(private readonly entries: number) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(node: NodeId): SubjectKeys | undefined {
    const keys = this.young.get(node);
    if (keys !== undefined) return keys;
    const aged = this.old.get(node);
    if (aged !== undefined) {
      this.old.delete(node);
      this.set(node, aged);
    }
    return aged;
  }

  set(node: NodeId, keys: SubjectKeys): void {
    this.old.delete(node);
    this.young.set(node, keys);
    if (this.young.size > this.entries / 2) {
      this.old = this.young;
      this.young = new Map();
    }
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
