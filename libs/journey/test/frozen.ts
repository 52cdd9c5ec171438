import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CATEGORIES,
  EventReader,
  makeIds,
  sealEvent,
  type EventCatalogue,
  type EventView,
  type Happening,
  type Keyring,
  type NodeId,
  type SubjectKeys,
} from '#kernel';

/** An envelope as it was once stored, the keys it was sealed with, and what it read as then. */
export interface Frozen {
  readonly envelope: string;
  readonly keys: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly reads: unknown;
}

const folder = join(__dirname, '..', 'fixtures');

/** The fixtures there are, as `{name}.v{version}`. */
export function frozenNames(): string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
}

/** A published version's fixture. */
export function frozen(name: string, version: number): Frozen {
  return JSON.parse(readFileSync(join(folder, `${name}.v${version}.json`), 'utf8')) as Frozen;
}

/** Opens a fixture by the catalogue of today. */
export function thaw({ envelope, keys }: Frozen, catalogue: EventCatalogue): EventView {
  const { id, type } = JSON.parse(envelope) as { id: EventView['id']; type: string };
  const recorded = { position: 1, recordedAt: 0, revision: 0, stream: `touch-${id}`, id, type, text: envelope };
  return new EventReader(catalogue).open(recorded, keyring(keys));
}

/** What an event reads as. */
export function read({ type, about, precision, occurredAt, payload }: EventView): unknown {
  const fields: Record<string, unknown> = {};
  for (const name in payload) fields[name] = payload[name];
  return JSON.parse(JSON.stringify({ type, about, precision, occurredAt, payload: fields }));
}

function keyring(keys: Frozen['keys']): Keyring {
  return {
    get: (subject) =>
      keys[subject] === undefined
        ? undefined
        : (Object.fromEntries(
            Object.entries(keys[subject]).map(([category, key]) => [
              category,
              key === null ? null : Buffer.from(key, 'base64'),
            ]),
          ) as SubjectKeys),
  };
}

/**
 * Writes the fixture of a version that has none yet: `FREEZE=1 npm run test:unit -- libs/journey`, when a version is
 * published. What is frozen is never written again.
 */
export function freeze(happening: Happening, catalogue: EventCatalogue): void {
  const { definition, about } = happening;
  const file = join(folder, `${definition.name}.v${definition.version}.json`);
  if (existsSync(file)) return;
  const subject = about[definition.dataSubject] as NodeId;
  const keys = {
    [subject]: Object.fromEntries(
      CATEGORIES.map((c) => [c, createHash('sha256').update(`${definition.name} ${c}`).digest('base64')]),
    ),
  };
  const ids = makeIds(Buffer.alloc(32, 3));
  const metadata = {
    actor: { kind: 'key', id: '0192f0c1-0004-8000-8000-000000000004' },
    source: { name: 'website', messageId: 'm-1' },
  } as const;
  const id = ids.event('website', definition.name);
  const { text } = sealEvent(happening, id, null, metadata, ids, keyring(keys));
  const made = { envelope: text, keys };
  writeFileSync(
    file,
    `${JSON.stringify({ ...made, reads: read(thaw({ ...made, reads: null }, catalogue)) }, null, 2)}\n`,
  );
}
