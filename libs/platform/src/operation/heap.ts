import { getHeapStatistics } from 'node:v8';

/** Above this part of the heap's limit a program collects garbage more than it works, and soon ends. */
const FULL = 0.95;
const MB = 1024 * 1024;

/** Says how full the heap is; throws when a restart is due. A health check. */
export function heapCheck(heap: () => { used_heap_size: number; heap_size_limit: number } = getHeapStatistics): string {
  const { used_heap_size: used, heap_size_limit: limit } = heap();
  const said = `${Math.round(used / MB)} of ${Math.round(limit / MB)} MB`;
  if (used > limit * FULL) throw new Error(`the heap is full: ${said}`);
  return said;
}
