/** Something that was said about identifiers at a position: they were seen together, or people judged two of them, or one. */
export interface Said {
  readonly position: number;
  /** `seen` names any number; `together` and `apart` two; `shared` and `own` one. */
  readonly says: 'seen' | 'together' | 'apart' | 'shared' | 'own';
  readonly nodes: readonly string[];
}

const KINDS = ['user', 'email', 'phone', 'external', 'anonymous'];
const DIGITS: Readonly<Record<string, string>> = {
  1: 'user',
  2: 'email',
  3: 'phone',
  4: 'external',
  5: 'anonymous',
  6: 'company',
  7: 'domain',
  8: 'email',
};
const kind = (node: string): string => DIGITS[node[15]!]!;

const isCompany = (node: string): boolean => node[15] === '6' || node[15] === '7';
/** Groups of one source end alike. */
const sources = (nodes: Iterable<string>): string[] =>
  [...nodes].filter((node) => node[15] === '6').map((node) => node.slice(31));

/**
 * Whose identifiers were seen with which company's, of what is believed: `{person's node} {company's node}`. No more than
 * that: whatever else is said, nobody is joined by it.
 */
export function naiveMemberships(said: readonly Said[]): string[] {
  const pairs = new Set<string>();
  for (const { says, nodes } of said) {
    const [first, ...others] = nodes;
    if (says !== 'seen') continue;
    for (const other of others)
      if (isCompany(first!) !== isCompany(other))
        pairs.add(isCompany(other) ? `${first} ${other}` : `${other} ${first}`);
  }
  return [...pairs].sort();
}

/**
 * Contacts and companies worked out from everything said, as slowly and plainly as the rules read: sets of identifiers that are looked
 * through from the beginning each time. Shares nothing with the product. Returns each node's contact.
 */
export function naiveContacts(said: readonly Said[]): Map<string, string> {
  const inOrder = [...said].sort((x, y) => x.position - y.position);
  const order: string[] = [];
  const edges: { position: number; ends: [string, string] }[] = [];
  const judged: Record<string, { says: string; position: number; ends: [string, string] }> = {};
  const shared: Record<string, boolean> = {};
  for (const { says, nodes, position } of inOrder) {
    const [first, second] = nodes as [string, string];
    if (says === 'seen') {
      for (const node of nodes) if (!order.includes(node)) order.push(node);
      for (const node of nodes.slice(1))
        if (node !== first && !edges.some(({ ends }) => ends.includes(first) && ends.includes(node)))
          edges.push({ position, ends: [first, node] });
    } else if (says === 'shared' || says === 'own') shared[first] = says === 'shared';
    else judged[[first, second].sort().join()] = { says, position, ends: [first, second] };
  }
  const isShared = (node: string): boolean => shared[node] ?? node[15] === '8';
  let contacts: Set<string>[] = order.map((node) => new Set([node]));
  const contactOf = (node: string): Set<string> | undefined => contacts.find((contact) => contact.has(node));
  const count = (contact: Set<string>, of: string): number => [...contact].filter((node) => kind(node) === of).length;
  const apart = (x: Set<string>, y: Set<string>, after: number): boolean =>
    Object.values(judged).some(
      ({ says, position, ends: [a, b] }) =>
        says === 'apart' && position > after && ((x.has(a) && y.has(b)) || (x.has(b) && y.has(a))),
    );
  const join = ([a, b]: [string, string], forbidden: (x: Set<string>, y: Set<string>) => boolean): void => {
    const [x, y] = [contactOf(a), contactOf(b)];
    if (x === undefined || y === undefined || x === y || isShared(a) || isShared(b) || forbidden(x, y)) return;
    if (isCompany(a) !== isCompany(b)) return;
    contacts = [...contacts.filter((contact) => contact !== x && contact !== y), new Set([...x, ...y])];
  };
  for (const { ends, position } of Object.values(judged)
    .filter(({ says }) => says === 'together')
    .sort((x, y) => x.position - y.position || (String([...x.ends].sort()) < String([...y.ends].sort()) ? -1 : 1)))
    join(ends, (x, y) => apart(x, y, position));
  const strength = ([a, b]: [string, string]): [number, number] => {
    // companies' come after all of people's
    const rankOf = (node: string): number => (isCompany(node) ? KINDS.length : KINDS.indexOf(kind(node)));
    const ranks = [rankOf(a), rankOf(b)].sort((x, y) => x - y);
    return [ranks[1]!, ranks[0]!];
  };
  const stronger = (x: (typeof edges)[0], y: (typeof edges)[0]): number => {
    const [sx, sy] = [strength(x.ends), strength(y.ends)];
    if (sx[0] !== sy[0]) return sx[0] - sy[0];
    if (sx[1] !== sy[1]) return sx[1] - sy[1];
    if (x.position !== y.position) return x.position - y.position;
    return String([...x.ends].sort()) < String([...y.ends].sort()) ? -1 : 1;
  };
  for (const { ends } of edges.sort(stronger))
    join(ends, (x, y) => {
      if (count(x, 'user') > 0 && count(y, 'user') > 0) return true;
      if (sources(x).some((source) => sources(y).includes(source))) return true;
      const anonymous = ends.some((node) => kind(node) === 'anonymous');
      if (anonymous && count(x, 'email') > 0 && count(y, 'email') > 0) return true;
      return apart(x, y, -1);
    });
  return new Map(order.map((node) => [node, order.find((first) => contactOf(node)!.has(first))!]));
}
