import type { Aside } from './quarantine.js';

/** Entries are given their bytes in one statement each so many. */
const TOGETHER = 500;

/** Entries of one source that came at the same time, at most so many together. */
export function groupsOf(entries: readonly Aside[]): [Aside, ...Aside[]][] {
  const groups: [Aside, ...Aside[]][] = [];
  const open = new Map<string, Aside[]>();
  for (const entry of entries) {
    const key = `${entry.receivedAt} ${entry.source}`;
    const group = open.get(key);
    if (group !== undefined && group.length < TOGETHER) {
      group.push(entry);
      continue;
    }
    const begun: [Aside, ...Aside[]] = [entry];
    open.set(key, begun);
    groups.push(begun);
  }
  return groups;
}

/** What a group is counted with by itself: what differs is counted by the log. */
export function countOf(group: readonly Aside[]): { readonly received: number; readonly setAside: number } {
  const setAside = group.filter(({ reason }) => reason !== 'differs').length;
  return { received: setAside, setAside };
}
