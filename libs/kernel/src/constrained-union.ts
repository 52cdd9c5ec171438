import { IDENTIFIER_KINDS } from './connector.js';
import { isCompanyNode, kindOfNode, sourceOfGroup } from './ids.js';

/** Where a node was first seen: position of the event, and its place among the identifiers the event names. */
export interface FirstSeen {
  readonly position: number;
  readonly ordinal: number;
}

/** Whether one was seen before the other. */
export function isBefore(x: FirstSeen, y: FirstSeen): boolean {
  return x.position < y.position || (x.position === y.position && x.ordinal < y.ordinal);
}

/** Two identifiers seen together, first at a position. `a` sorts before `b`. */
export interface Edge {
  readonly a: string;
  readonly b: string;
  readonly position: number;
}

/** What people last said of two identifiers: that they are one contact's, or that they are not. */
export interface Judgement extends Edge {
  readonly says: 'together' | 'apart';
}

/** What people said that outranks what was seen. */
export interface Judged {
  /** One for each pair: the last. */
  readonly pairs: Iterable<Judgement>;
  /** Identifiers that people marked as shared by many (true), or as one contact's own (false). */
  readonly marks: ReadonlyMap<string, boolean>;
}

const NOTHING_JUDGED: Judged = { pairs: [], marks: new Map() };

/** Whether an identifier joins nobody: as people marked it, or by rule for a role's mailbox. */
export function isShared(node: string, marks: ReadonlyMap<string, boolean>): boolean {
  return marks.get(node) ?? kindOfNode(node) === 'mailbox';
}

/** Whether an identifier counts against a limit of its kind, or is an address. */
export function countsOf(node: string): { readonly users: number; readonly emails: number; readonly groups: number } {
  const kind = kindOfNode(node);
  return {
    users: kind === 'user' ? 1 : 0,
    emails: kind === 'email' || kind === 'mailbox' ? 1 : 0,
    groups: kind === 'company' ? 1 : 0,
  };
}

/** Whether an identifier matters to no limit: whatever joins it, nothing else can be skipped because of it. */
export function countsNothing(node: string): boolean {
  const { users, emails, groups } = countsOf(node);
  return users + emails + groups === 0;
}

/** Whether two identifiers may be one's: a person's and a company's never are. */
export function sameKind(a: string, b: string): boolean {
  return isCompanyNode(a) === isCompanyNode(b);
}

const RANKS = new Map<string, number>([...IDENTIFIER_KINDS, 'other'].map((kind, at) => [kind, at]));
const WEAKEST = RANKS.size;

function rank(node: string): number {
  const kind = kindOfNode(node);
  return RANKS.get(kind === 'mailbox' ? 'email' : kind) ?? IDENTIFIER_KINDS.length;
}

/** How strong an edge is, the less the stronger: as its weaker end, then its stronger one. */
function weakness({ a, b }: Edge): number {
  const [x, y] = [rank(a), rank(b)];
  return Math.max(x, y) * WEAKEST + Math.min(x, y);
}

/** Whether an edge is looked at before another one. */
export function precedes(x: Edge, y: Edge): boolean {
  return (weakness(x) - weakness(y) || byPosition(x, y)) < 0;
}

/** Whether an edge is an anonymous id's: all of those come after all others of people, and addresses limit them alone. */
export function isOfAnonymous({ a, b }: Edge): boolean {
  return kindOfNode(a) === 'anonymous' || kindOfNode(b) === 'anonymous';
}

function byPosition(x: Edge, y: Edge): number {
  return x.position - y.position || byId(x, y);
}

/** Strongest first, then the earlier, then by id. How strong an edge is, is looked at once. */
export function strongestFirst(edges: readonly Edge[]): Edge[] {
  const equals = new Map<number, Edge[]>();
  for (const edge of edges) {
    const strength = weakness(edge);
    const same = equals.get(strength);
    if (same === undefined) equals.set(strength, [edge]);
    else same.push(edge);
  }
  return [...equals].sort(([x], [y]) => x - y).flatMap(([, same]) => same.sort(byPosition));
}

function byId(x: Edge, y: Edge): number {
  return x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : x.b > y.b ? 1 : 0;
}

interface Group {
  parent: string;
  users: number;
  emails: number;
  /** Of which sources it has groups: none where it is a contact. */
  sources: readonly string[];
  first: string;
  size: number;
  /** The groups people keep apart from this one, by what they are found under, and up to which position links are overruled. */
  readonly apart: Map<string, number>;
}

const NO_SOURCES: readonly string[] = [];

function groupOf(node: string): Group {
  const { users, emails, groups } = countsOf(node);
  const sources = groups > 0 ? [sourceOfGroup(node)] : NO_SOURCES;
  return { parent: node, users, emails, sources, first: node, size: 1, apart: new Map() };
}

/**
 * Contacts as components of a constrained union. First the links people made, in the order of their positions: one is
 * skipped if it would join what people kept apart later. Then the edges, in order of strength, then position: one is
 * skipped if it would join what is kept apart, two contacts that have a user id each, or, for an edge of an anonymous
 * id, two that have an address each. What is shared joins nobody. A contact's id is its earliest node's. The same nodes,
 * edges and judgements give the same contacts, in whatever order they are handed over.
 *
 * Companies are components of the same union: no edge or link between a person's node and a company's is taken, and none
 * between two companies of which one source has a group each.
 */
export function unite(
  nodes: ReadonlyMap<string, FirstSeen>,
  edges: readonly Edge[],
  { pairs, marks }: Judged = NOTHING_JUDGED,
): Map<string, string> {
  const groups = new Map<string, Group>();
  for (const node of nodes.keys()) groups.set(node, groupOf(node));
  const find = (node: string): Group => {
    let group = groups.get(node)!;
    while (group.parent !== node) {
      const above = groups.get(group.parent)!;
      group.parent = above.parent;
      node = group.parent;
      group = groups.get(node)!;
    }
    return group;
  };
  const keptApart = (a: Group, b: Group, after: number): boolean => (a.apart.get(b.parent) ?? -1) > after;
  const keepApart = (a: Group, b: Group, position: number): void => {
    for (const [one, other] of [[a, b] as const, [b, a] as const])
      one.apart.set(other.parent, Math.max(position, one.apart.get(other.parent) ?? -1));
  };
  const join = (a: Group, b: Group): void => {
    // what is renamed is the smaller part: each node, and each pair kept apart, a few times at most
    const [large, small] = a.size + a.apart.size >= b.size + b.apart.size ? [a, b] : [b, a];
    large.users += small.users;
    large.emails += small.emails;
    large.size += small.size;
    if (small.sources.length > 0) large.sources = [...large.sources, ...small.sources];
    large.first = earlier(large.first, small.first, nodes);
    for (const [from, position] of small.apart) {
      const other = groups.get(from)!;
      other.apart.delete(small.parent);
      if (other !== large) keepApart(large, other, position);
    }
    small.apart.clear();
    small.parent = large.parent;
  };
  const joinable = ({ a, b }: Edge): boolean =>
    nodes.has(a) && nodes.has(b) && sameKind(a, b) && !isShared(a, marks) && !isShared(b, marks);

  const links: Judgement[] = [];
  for (const pair of pairs) {
    if (!joinable(pair)) continue;
    if (pair.says === 'together') links.push(pair);
    else keepApart(groups.get(pair.a)!, groups.get(pair.b)!, pair.position);
  }
  for (const link of links.sort(byPosition)) {
    const [a, b] = [find(link.a), find(link.b)];
    if (a !== b && !keptApart(a, b, link.position)) join(a, b);
  }
  for (const edge of strongestFirst(edges)) {
    if (!joinable(edge)) continue;
    const [a, b] = [find(edge.a), find(edge.b)];
    if (a === b) continue;
    if (a.users > 0 && b.users > 0) continue;
    if (a.sources.some((source) => b.sources.includes(source))) continue;
    if (isOfAnonymous(edge) && a.emails > 0 && b.emails > 0) continue;
    if (!keptApart(a, b, -1)) join(a, b);
  }
  const contacts = new Map<string, string>();
  for (const node of nodes.keys()) contacts.set(node, find(node).first);
  return contacts;
}

/** Of two nodes the one that was seen first. */
export function earlier(x: string, y: string, nodes: ReadonlyMap<string, FirstSeen>): string {
  const a = nodes.get(x)!;
  const b = nodes.get(y)!;
  const order = a.position - b.position || a.ordinal - b.ordinal || (x < y ? -1 : 1);
  return order <= 0 ? x : y;
}
