import { CATEGORIES, type Category, type Keyring, type NodeId, type SubjectKeys, type Vault } from '#kernel';
import { Asking, type Answering } from '../postgres/asking.js';
import { arrays } from '../postgres/binary-arrays.js';
import { raw, type RawRow } from '../postgres/connection.js';
import { Listener } from '../postgres/listener.js';
import { migrateEventLog } from '../postgres/migrations.js';
import { KeyCache } from './key-cache.js';
import { GONE, HeldKeys, MasterKey } from './wrapping.js';

/** How a vault on PostgreSQL is opened. */
export interface PostgresVaultOptions {
  readonly url: string;
  /** 32 bytes. */
  readonly masterKey: Buffer;
  /** Nodes whose keys are kept in memory. */
  readonly cacheEntries?: number;
  /** Milliseconds after which a connection without an answer is given up. */
  readonly answer?: number;
  readonly onTrouble?: (error: Error) => void;
  /** Hears of every question how many nodes' keys were in memory, and how many were not. */
  readonly onRead?: (hits: number, misses: number) => void;
}

const VAULT_CHANNEL = 'throughline_vault';

const READ = `
  select epoch, null::uuid, null::bytea from vault.state
  union all
  select null, node, wrapped from vault.data_keys where node = any($1::uuid[])`;

const FENCED = `select node, wrapped from vault.data_keys where fence > $1::bigint`;

// In the order of nodes, so that two processes that make the same keys never wait for each other in a circle.
const CREATE = `
  insert into vault.data_keys (node, wrapped)
  select node, wrapped from unnest($1::uuid[], $2::bytea[]) as made (node, wrapped) order by node
  on conflict (node) do nothing
  returning node`;

interface Asked {
  readonly nodes: readonly NodeId[];
  readonly create: boolean;
  readonly resolve: (keys: Keyring) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Data keys in PostgreSQL (schema `vault`), one row per node. Calls made at the same time share their statements.
 * The cache is fenced: every call reads the epoch together with the keys it lacks, and a destruction raises it, so
 * no process answers with a key that was destroyed before the call.
 */
export class PostgresVault implements Vault {
  private readonly cache: KeyCache;
  private epoch = 0;
  private waiting: Asked[] = [];
  private working = false;
  private readonly unwatch: () => void;

  private constructor(
    private readonly asking: Asking,
    private readonly master: MasterKey,
    private readonly listener: Listener,
    cacheEntries: number,
    onTrouble: (error: Error) => void,
    private readonly onRead: (hits: number, misses: number) => void,
  ) {
    this.cache = new KeyCache(cacheEntries);
    this.unwatch = listener.on(() => {
      this.load([]).catch(onTrouble);
    });
  }

  /** Opens the vault, making its schema first. Throws WrongMasterKey where it was made with another one. */
  static async open(options: PostgresVaultOptions): Promise<PostgresVault> {
    const { url, masterKey, cacheEntries = 50_000, answer = 5_000 } = options;
    const onTrouble = options.onTrouble ?? ((error: Error) => process.emitWarning(error.message, error.name));
    const master = new MasterKey(masterKey);
    await migrateEventLog(url);
    const asking = new Asking({
      url,
      answer,
      onTrouble,
      max: 2,
      application_name: 'throughline-vault',
      options: '-c synchronous_commit=on -c enable_seqscan=off -c enable_bitmapscan=off',
    });
    try {
      await checkMaster(asking, master);
    } catch (error) {
      await asking.end();
      throw error;
    }
    return new PostgresVault(
      asking,
      master,
      new Listener(url, VAULT_CHANNEL, onTrouble),
      cacheEntries,
      onTrouble,
      options.onRead ?? (() => undefined),
    );
  }

  ensure(nodes: readonly NodeId[]): Promise<Keyring> {
    return this.ask(nodes, true);
  }

  load(nodes: readonly NodeId[]): Promise<Keyring> {
    return this.ask(nodes, false);
  }

  async destroy(node: NodeId, categories: readonly Category[] = CATEGORIES): Promise<void> {
    await this.asking.inTransaction((on) => this.destroyIn(on, node, categories));
    await this.load([]);
  }

  async close(): Promise<void> {
    this.unwatch();
    await this.listener.close();
    await this.asking.end();
    this.cache.clear();
  }

  private async destroyIn(on: Answering, node: NodeId, categories: readonly Category[]): Promise<void> {
    const state = await on.query<{ epoch: string }>('update vault.state set epoch = epoch + 1 returning epoch');
    const { rows } = await on.query<{ wrapped: Buffer | null }>(
      'select wrapped from vault.data_keys where node = $1 for update',
      [node],
    );
    const held = rows[0] === undefined ? HeldKeys.fresh() : this.open(node, rows[0].wrapped);
    const left = held instanceof HeldKeys ? held.without(categories) : null;
    await on.query(
      `insert into vault.data_keys (node, wrapped, fence) values ($1, $2, $3)
       on conflict (node) do update set wrapped = excluded.wrapped, fence = excluded.fence`,
      [node, left === null ? null : this.master.wrap(left.bytes, node), state.rows[0]!.epoch],
    );
    await on.query(`notify ${VAULT_CHANNEL}`);
  }

  private ask(nodes: readonly NodeId[], create: boolean): Promise<Keyring> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ nodes, create, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    // Calls made in the same turn are answered together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const asked = this.waiting.splice(0);
      try {
        const keys = await this.answer(asked);
        for (const { nodes, resolve } of asked) resolve(new Map(nodes.map((node) => [node, keys.get(node) ?? GONE])));
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    this.working = false;
  }

  private async answer(asked: readonly Asked[]): Promise<Map<NodeId, SubjectKeys>> {
    const keys = new Map<NodeId, SubjectKeys>();
    const missing = new Set<NodeId>();
    for (const { nodes } of asked)
      for (const node of nodes) {
        const cached = this.cache.get(node);
        if (cached === undefined) missing.add(node);
        else keys.set(node, cached);
      }
    if (keys.size + missing.size > 0) this.onRead(keys.size, missing.size);
    await this.read(missing, keys);
    const wanted = new Set<NodeId>();
    for (const { nodes, create } of asked) if (create) for (const node of nodes) if (!keys.has(node)) wanted.add(node);
    if (wanted.size > 0) await this.create([...wanted], keys);
    return keys;
  }

  /** Reads keys together with the epoch; where that has moved, what was destroyed since replaces what is cached. */
  private async read(nodes: ReadonlySet<NodeId>, into: Map<NodeId, SubjectKeys>): Promise<void> {
    const rows = await this.rows('keys', READ, [arrays().uuids([...nodes])]);
    let epoch = this.epoch;
    for (const [moved, node, wrapped] of rows)
      if (moved !== null) epoch = Number(moved);
      else this.keep(node as NodeId, wrapped ?? null, into);
    if (epoch === this.epoch) return;
    for (const [node, wrapped] of await this.rows('fenced', FENCED, [this.epoch]))
      this.keep(
        node as NodeId,
        wrapped ?? null,
        into,
        into.has(node as NodeId) || this.cache.get(node as NodeId) !== undefined,
      );
    this.epoch = epoch;
  }

  private async create(nodes: readonly NodeId[], into: Map<NodeId, SubjectKeys>): Promise<void> {
    const made = new Map(nodes.map((node) => [node, HeldKeys.fresh()]));
    const rows = await this.rows('create', CREATE, [
      arrays().uuids(nodes),
      arrays().byteas(nodes.map((node) => this.master.wrap(made.get(node)!.bytes, node))),
    ]);
    const own = new Set(rows.map(([node]) => node));
    const others = new Set<NodeId>();
    for (const [node, keys] of made)
      if (!own.has(node)) others.add(node);
      else {
        this.cache.set(node, keys);
        into.set(node, keys);
      }
    if (others.size > 0) await this.read(others, into);
  }

  private rows(name: string, text: string, values: unknown[]): Promise<RawRow[]> {
    return this.asking.ask((on) => raw(on, name, text, values));
  }

  private keep(node: NodeId, wrapped: string | null, into: Map<NodeId, SubjectKeys>, wanted = true): void {
    if (!wanted) return;
    const keys = this.open(node, wrapped === null ? null : Buffer.from(wrapped.slice(2), 'hex'));
    this.cache.set(node, keys);
    into.set(node, keys);
  }

  private open(node: NodeId, wrapped: Buffer | null): SubjectKeys {
    return wrapped === null ? GONE : new HeldKeys(this.master.unwrap(wrapped, node, `the keys of node ${node}`));
  }
}

const CHECK = 'throughline vault';

/** The first opening leaves a known text under the master key; every later one must be able to read it. */
async function checkMaster(asking: Asking, master: MasterKey): Promise<void> {
  const check = master.wrap(Buffer.from(CHECK), CHECK);
  await asking.ask((on) => on.query('update vault.state set master_check = $1 where master_check is null', [check]));
  const { rows } = await asking.ask((on) => on.query<{ master_check: Buffer }>('select master_check from vault.state'));
  master.unwrap(rows[0]!.master_check, CHECK, 'the vault');
}
