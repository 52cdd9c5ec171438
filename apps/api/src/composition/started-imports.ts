import type { Commanding } from '#automation';
import { importStream, type ImportMapping } from '#intake';
import { importMapping, type importStarted } from '#journey';
import { InvalidInput, type Envelope, type Fields } from '#kernel';
import type { Store } from './store.js';

/** What an import was begun with. */
export type Started = Fields<(typeof importStarted)['payload']>;

/** What is asked for when an import is begun. */
export interface AskedImport {
  readonly mapping: ImportMapping;
  /** SHA-256 of the file in hex. */
  readonly sha256: string;
  readonly name?: string;
}

/** Imports as they were begun, from the log itself. */
export class StartedImports {
  constructor(private readonly store: Pick<Store, 'log' | 'ids'>) {}

  /**
   * The import that the same command has begun before; null where it has begun none. Throws InvalidInput
   * (`command.id-reused`) where it said something else then.
   */
  async ofCommand(by: Pick<Commanding, 'commandId'>, { mapping, name, sha256 }: AskedImport): Promise<string | null> {
    const { log, ids } = this.store;
    const first = ids.event('command', `${by.commandId}/start/0`);
    const at = (await log.locate([first])).get(first);
    const [event] = at === undefined ? [] : await log.readAt([at]);
    if (event === undefined) return null;
    const { about, payload } = JSON.parse(event.text) as Envelope;
    const { source, digest, ...start } = payload as unknown as Started;
    const same =
      source === mapping.source &&
      digest === ids.fingerprint(sha256) &&
      (name === undefined || name === start.name) &&
      (await this.document(start)) === mapping.document;
    if (same) return about['import'] as string;
    throw new InvalidInput('command.id-reused', [
      { where: 'Idempotency-Key', what: 'was used for another command', remedy: 'use a new one for every command' },
    ]);
  }

  /** What an import was begun with; null where it never was. */
  async started(id: string): Promise<Started | null> {
    const [first] = await this.store.log.readStream(importStream(id));
    return first === undefined ? null : ((JSON.parse(first.text) as Envelope).payload as unknown as Started);
  }

  /** A version of a mapping as it was written down. */
  async document({ mapping, mappingVersion }: Pick<Started, 'mapping' | 'mappingVersion'>): Promise<string> {
    const events = await this.store.log.readStream(`${importMapping.name}-${mapping}`);
    const payloads = events.map(({ text }) => (JSON.parse(text) as Envelope).payload);
    return payloads.find((said) => said['mappingVersion'] === mappingVersion)!['document'] as string;
  }
}
