/**
 * What was looked up lately, bounded: two generations of at most `size` entries each. What is asked for again in time
 * moves into the younger one; when that is full the older one is dropped as a whole. Far cheaper than keeping order.
 */
export class Recent<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(private readonly size: number) {}

  get(key: string): V | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }

  /** Entries held; at most twice the size. */
  get held(): number {
    return this.young.size + this.old.size;
  }
}
