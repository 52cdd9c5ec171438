import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import { contactsKnown, nodeOfPerson, statedKnown } from './contacts-told.js';
import { once, type Recorded } from './recorded.js';
import { momentOf, told } from './told.js';

/** Whether a contact is somebody's, from a moment on. */
interface Standing {
  readonly at: Millis;
  readonly status: 'awaiting' | 'owned' | 'unowned';
}

/** What was said of whose a contact is, heard one after another. */
class Ownership {
  /** Who has it for a team, by identifier and team. */
  private readonly owners = new Map<string, string>();
  private readonly open = new Set<string>();
  private readonly answered = new Set<string>();

  get status(): Standing['status'] {
    if (this.open.size > 0) return 'awaiting';
    return this.owners.size > 0 ? 'owned' : 'unowned';
  }

  hear({ definition: { name }, about, person, payload }: Dealing): void {
    const { handoff, team, person: by, from, fromTeam } = about as Readonly<Record<string, string | undefined>>;
    const node = nodeOfPerson(person!);
    if (name === 'owner-assigned') {
      this.own(node, team, by);
      return;
    }
    if (name === 'handoff-offered') {
      if (!this.answered.has(handoff!)) this.open.add(handoff!);
      // whoever offers what is nobody's has it
      if (this.owners.size === 0) this.own(node, fromTeam, from);
      return;
    }
    this.answered.add(handoff!);
    this.open.delete(handoff!);
    if (name === 'handoff-accepted') {
      this.drop((key, owner) => owner === from && key.endsWith(` ${fromTeam}`));
      this.own(node, team, by);
    } else if (name === 'handoff-returned') {
      this.drop((key, owner) => owner === by && key.endsWith(` ${team}`));
      const taken = [...this.owners.keys()].some((key) => key.endsWith(` ${fromTeam}`));
      if (!taken && payload['backTo'] === 'giver') this.own(node, fromTeam, from);
    }
  }

  private own(node: string, team: string | undefined, owner: string | undefined): void {
    const key = `${node} ${team}`;
    if (owner === undefined) this.owners.delete(key);
    else this.owners.set(key, owner);
  }

  private drop(which: (key: string, owner: string) => boolean): void {
    for (const [key, owner] of this.owners) if (which(key, owner)) this.owners.delete(key);
  }
}

/** How every contact that anything was said of stood, from when on. */
export const standingsKnown = once(
  (history: readonly Recorded[], knownUpTo: number): readonly (readonly Standing[])[] => {
    const contactOf = contactsKnown(history, knownUpTo);
    const stated = statedKnown(history, knownUpTo);
    const said = new Map<string, Dealing[]>();
    for (const dealing of told(history, knownUpTo)) {
      const { definition, person } = dealing;
      if (definition.subject !== 'handoff' && definition.name !== 'owner-assigned') continue;
      if (person === null || !stated.has(nodeOfPerson(person))) continue;
      const contact = contactOf(nodeOfPerson(person));
      said.set(contact, [...(said.get(contact) ?? []), dealing]);
    }
    return [...said.values()].map((dealings) => {
      const ownership = new Ownership();
      const standings: Standing[] = [];
      for (const dealing of dealings.sort((a, b) => momentOf(a)!.at - momentOf(b)!.at)) {
        ownership.hear(dealing);
        const { at } = momentOf(dealing)!;
        if (standings.at(-1)?.at === at) standings.pop();
        if (standings.at(-1)?.status !== ownership.status) standings.push({ at, status: ownership.status });
      }
      return standings;
    });
  },
);
