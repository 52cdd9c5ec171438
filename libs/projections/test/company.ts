import type { NewEvent } from '#kernel';
import type { Who, World } from './world.js';

/** A small company's history with the dirt that matters to read models: shared addresses, late facts, imports, undated order. */
export async function smallCompany(world: World, random: () => number, events: number): Promise<NewEvent[]> {
  const people = Math.max(4, Math.floor(events / 12));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const channels = ['email', 'webinar', 'call', 'web'];
  const made: NewEvent[] = [];
  const at = (): string => new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 90 * 86_400_000)).toISOString();
  for (let i = 0; i < events; i++) {
    const n = Math.floor(random() * people);
    const who: Who = pick<Who>([
      { user: `u${n}` },
      { user: `u${n}`, email: `p${n}@example.com` },
      { email: `p${n}@example.com` },
      { email: `p${n}@example.com`, anonymous: `a${n % 7}` },
      { anonymous: `a${n % 7}` },
      { user: `u${n}`, anonymous: `a${n}` },
      // a shared mailbox: seen with many user ids
      { user: `u${n}`, email: 'office@example.com' },
    ]);
    const imported = random() < 0.2 ? { import: `import-${Math.floor(random() * 3)}` } : {};
    if (random() < 0.2)
      made.push(
        await world.describe(
          who,
          at(),
          {
            name: `Name ${Math.floor(random() * 3)} of ${n}`,
            ...(random() < 0.5 ? { company: pick(['Acme', 'Globex', 'Initech']) } : {}),
          },
          imported,
        ),
      );
    else
      made.push(
        await world.touch(
          who,
          at(),
          {
            channel: pick(channels),
            kind: pick(['sent', 'opened', 'attended']),
            ...(random() < 0.3 ? { campaign: pick(['spring', 'summer']) } : {}),
          },
          imported,
        ),
      );
  }
  return made;
}
