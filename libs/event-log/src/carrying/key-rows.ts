import { finished } from 'node:stream/promises';
import type { Client, Pool } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { isUuid, type NodeId } from '#kernel';
import { copyText } from './copy-text.js';

/** The keys of one data subject's node as the vault stores them: wrapped by the master key. */
export interface KeyRow {
  readonly node: NodeId;
  /** Base64; null once all of them are destroyed. */
  readonly wrapped: string | null;
  /** The vault's epoch when the node's keys were destroyed last; null where none ever was. */
  readonly fence: number | null;
}

const NO_NODE = '00000000-0000-0000-0000-000000000000';

/** Every row of keys, in pages, in the order of nodes. */
export async function* keyRows(on: Pick<Pool, 'query'>, pageSize = 10_000): AsyncGenerator<readonly KeyRow[]> {
  for (let after = NO_NODE; ;) {
    const { rows } = await on.query<{ node: NodeId; wrapped: Buffer | null; fence: string | null }>(
      'select node, wrapped, fence from vault.data_keys where node > $1::uuid order by node limit $2',
      [after, pageSize],
    );
    if (rows.length === 0) return;
    yield rows.map(({ node, wrapped, fence }) => ({
      node,
      wrapped: wrapped?.toString('base64') ?? null,
      fence: fence === null ? null : Number(fence),
    }));
    after = rows.at(-1)!.node;
  }
}

/** What is wrong with a value as a row of keys; null where nothing is. */
export function keyRowProblem(value: unknown): string | null {
  const { node, wrapped, fence } = (value ?? {}) as Partial<KeyRow>;
  if (typeof node !== 'string' || !isUuid(node)) return 'it names no node';
  if (wrapped !== null && typeof wrapped !== 'string') return `the keys of node ${node} are missing`;
  if (fence !== null && !Number.isSafeInteger(fence)) return `node ${node} has no fence, not even null`;
  return null;
}

/** Writes rows of keys into a vault that has none of them. */
export async function writeKeyRows(client: Client, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const copy = client.query(copyFrom('copy vault.data_keys (node, wrapped, fence) from stdin'));
  copy.end(
    copyText(rows, ({ node, wrapped, fence }) => [
      node,
      wrapped === null ? null : `\\x${Buffer.from(wrapped, 'base64').toString('hex')}`,
      fence,
    ]),
  );
  await finished(copy);
}

/** Lets the vault's epoch be no earlier than any destruction that its rows tell of. */
export async function catchUpEpoch(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(
    'update vault.state set epoch = greatest(epoch, (select coalesce(max(fence), 0) from vault.data_keys))',
  );
}
