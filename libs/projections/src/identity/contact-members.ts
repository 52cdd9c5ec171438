import { countsNothing, countsOf } from '#kernel';

/** What is limited in a contact. */
export const LIMITED = ['users', 'emails', 'groups'] as const;
export type Limited = (typeof LIMITED)[number];

const NOBODY: ReadonlySet<string> = new Set();
const NONE: Readonly<Record<Limited, number>> = { users: 0, emails: 0, groups: 0 };

/** Which contact each loaded node belongs to, and how many members of a contact count against its limits. */
export class ContactMembers {
  private readonly contacts = new Map<string, string>();
  private readonly members = new Map<string, Set<string>>();
  private readonly counts = new Map<string, Record<Limited, number>>();

  /** The contact a node belongs to. */
  contactOf(node: string): string | undefined {
    return this.contacts.get(node);
  }

  /** The members of a contact that are loaded. */
  of(contact: string): ReadonlySet<string> {
    return this.members.get(contact) ?? NOBODY;
  }

  /** How many of them count against a limit. */
  count(contact: string, limited: Limited): number {
    return (this.counts.get(contact) ?? NONE)[limited];
  }

  /** Moves a node to a contact; out of all where it is null. */
  move(node: string, contact: string | null): void {
    const before = this.contacts.get(node);
    if (before !== undefined) {
      this.members.get(before)?.delete(node);
      this.add(node, before, -1);
    }
    if (contact === null) {
      this.contacts.delete(node);
      return;
    }
    this.contacts.set(node, contact);
    const members = this.members.get(contact);
    if (members === undefined) this.members.set(contact, new Set([node]));
    else members.add(node);
    this.add(node, contact, 1);
  }

  private add(node: string, contact: string, by: 1 | -1): void {
    if (countsNothing(node)) return;
    const own = countsOf(node);
    const counts = this.counts.get(contact) ?? { ...NONE };
    for (const limited of LIMITED) counts[limited] += by * own[limited];
    this.counts.set(contact, counts);
  }
}
