import { contactsLinked, contactsUnlinked, type Identifier } from '#kernel';
import type { Person } from '../people.js';
import { heard, isDealing, once, type Recorded } from './recorded.js';
import { told } from './told.js';

/** Kinds of identifiers, the strongest first; an address that several people read joins nobody. */
const KINDS = ['user', 'email', 'phone', 'external', 'anonymous'] as const;
const ROLE = /^info@/;

/** An identifier in one form. */
export function nodeOf({ kind, value }: Identifier): string {
  return `${kind} ${kind === 'email' ? value.trim().toLowerCase() : value}`;
}

/** What a person of whom business tells is known by. */
export function nodeOfPerson({ email }: Pick<Person, 'email'>): string {
  return nodeOf({ kind: 'email', value: email });
}

const rankOf = (node: string): number => KINDS.findIndex((kind) => node.startsWith(`${kind} `));
const isRole = (node: string): boolean => node.startsWith('email ') && ROLE.test(node.slice(6));

/** Whom a message is filed under: the strongest of those it names; a role's address only where it names nobody else. */
export function profileOf(identifiers: readonly Identifier[]): string {
  const nodes = identifiers.map(nodeOf);
  const strength = (node: string): number => (isRole(node) ? KINDS.length : rankOf(node));
  return nodes.reduce((best, node) => (strength(node) < strength(best) ? node : best));
}

interface Group {
  parent: Group | null;
  readonly id: string;
  users: number;
  emails: number;
}

/** Sets of identifiers, each a contact. */
class Contacts {
  private readonly groups = new Map<string, Group>();
  private readonly apart: (readonly [string, string])[] = [];

  of(node: string): Group {
    let group = this.groups.get(node);
    if (group === undefined) {
      group = {
        parent: null,
        id: node,
        users: node.startsWith('user ') ? 1 : 0,
        emails: node.startsWith('email ') ? 1 : 0,
      };
      this.groups.set(node, group);
    }
    while (group.parent !== null) group = group.parent;
    return group;
  }

  keepApart(a: string, b: string): void {
    this.apart.push([a, b]);
  }

  join(a: string, b: string, allowed: (one: Group, other: Group) => boolean = () => true): void {
    const [one, other] = [this.of(a), this.of(b)];
    if (one === other || !allowed(one, other)) return;
    const split = this.apart.some(([x, y]) => {
      const [left, right] = [this.of(x), this.of(y)];
      return (left === one && right === other) || (left === other && right === one);
    });
    if (split) return;
    other.parent = one;
    one.users += other.users;
    one.emails += other.emails;
  }
}

/**
 * Who is who, by what was recorded: the contact of an identifier. What people said comes first; then what was named
 * together, the stronger identifiers before the weaker: nobody has two user ids, and no device joins two addresses.
 */
export const contactsKnown = once((history: readonly Recorded[], knownUpTo: number) => {
  const contacts = new Contacts();
  const judged = new Map<string, { readonly pair: readonly [string, string]; readonly together: boolean }>();
  for (const recorded of history.slice(0, knownUpTo)) {
    if (!isDealing(recorded)) continue;
    const { definition, person, other } = recorded;
    if (definition !== contactsLinked && definition !== contactsUnlinked) continue;
    const pair = [nodeOfPerson(person!), nodeOfPerson(other!)] as const;
    judged.set([...pair].sort().join('|'), { pair, together: definition === contactsLinked });
  }
  for (const { pair, together } of judged.values()) if (!together) contacts.keepApart(...pair);
  for (const { pair, together } of judged.values()) if (together) contacts.join(...pair);

  const seen = new Map<string, { readonly a: string; readonly b: string; readonly strength: number }>();
  for (const { identifiers } of heard(history, knownUpTo)) {
    const profile = profileOf(identifiers);
    for (const node of identifiers.map(nodeOf)) {
      const key = [profile, node].sort().join('|');
      if (node === profile || isRole(node) || isRole(profile) || seen.has(key)) continue;
      const [x, y] = [rankOf(profile), rankOf(node)];
      seen.set(key, { a: profile, b: node, strength: Math.max(x, y) * KINDS.length + Math.min(x, y) });
    }
  }
  for (const { a, b } of [...seen.values()].sort((x, y) => x.strength - y.strength)) {
    const ofDevice = a.startsWith('anonymous ') || b.startsWith('anonymous ');
    contacts.join(
      a,
      b,
      (one, other) => (one.users === 0 || other.users === 0) && !(ofDevice && one.emails > 0 && other.emails > 0),
    );
  }
  return (node: string): string => contacts.of(node).id;
});

/** Identifiers that anybody stated: of a person whom business names by an id alone, nobody knows who it is. */
export const statedKnown = once((history: readonly Recorded[], knownUpTo: number): ReadonlySet<string> => {
  const stated = new Set(heard(history, knownUpTo).flatMap(({ identifiers }) => identifiers.map(nodeOf)));
  for (const { definition, person } of told(history, knownUpTo))
    if (person !== null && 'identifiers' in definition.payload) stated.add(nodeOfPerson(person));
  return stated;
});
