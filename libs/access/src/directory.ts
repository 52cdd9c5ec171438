import type { Pool } from 'pg';
import { keyPrincipal, personPrincipal, type KeyPrincipal, type PersonPrincipal } from './principal.js';
import { secretHash } from './secrets.js';

/** Somebody who works here, as of now. */
export interface StaffMember {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly role: string;
}

const FRESH_MS = 1_000;
const MISSED_MS = 100;

/**
 * Who may, in memory: people's roles and the hashes of keys in force, read from the read model `staff`.
 * What it holds is at most a second old; an unknown key, or person, is looked up again at once (ten times a second at most).
 */
export class Directory {
  private people = new Map<string, StaffMember>();
  private keys = new Map<string, KeyPrincipal>();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Reads everything again: after a command whose effect the read model has. */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** The principal of a key's text; null for one that opens nothing. */
  async key(secret: string): Promise<KeyPrincipal | null> {
    const hash = secretHash(secret);
    await this.keepFresh();
    const found = this.keys.get(hash);
    if (found !== undefined || !this.staleBy(MISSED_MS)) return found ?? null;
    await this.refresh();
    return this.keys.get(hash) ?? null;
  }

  /** The key's principal if it is known and fresh in memory; undefined where `key` has to look. No waiting: for the hot path. */
  keyAtHand(hash: string): KeyPrincipal | undefined {
    return this.staleBy(FRESH_MS) ? undefined : this.keys.get(hash);
  }

  /** The principal of a person who is here; null for one who is not. */
  async person(id: string): Promise<PersonPrincipal | null> {
    const member = await this.member(id);
    return member === null ? null : personPrincipal(id, member.role);
  }

  /** Somebody who is here, with name and address; null for a stranger. */
  async member(id: string): Promise<StaffMember | null> {
    await this.keepFresh();
    const found = this.people.get(id);
    if (found !== undefined || !this.staleBy(MISSED_MS)) return found ?? null;
    await this.refresh();
    return this.people.get(id) ?? null;
  }

  /** The webhook of each key of a source that is in force; null for a key of none. */
  async webhooksOf(source: string): Promise<readonly (string | null)[]> {
    await this.keepFresh();
    return [...this.keys.values()].filter(({ name }) => name === source).map(({ webhook }) => webhook ?? null);
  }

  /** Everybody who is here. */
  async members(): Promise<readonly StaffMember[]> {
    await this.refresh();
    return [...this.people.values()];
  }

  private staleBy(ms: number): boolean {
    return this.clock() - this.readAt > ms;
  }

  private async keepFresh(): Promise<void> {
    if (this.staleBy(FRESH_MS)) await this.refresh();
  }

  private async read(): Promise<void> {
    const at = this.clock();
    const [people, keys] = await Promise.all([
      this.pool.query<{ person: string; email: string | null; name: string | null; role: string }>(`
        SELECT person, email, name, role FROM read.staff_person
        WHERE believed_until IS NULL AND valid_to IS NULL AND active`),
      this.pool.query<{ key: string; name: string; scopes: string; hash: string; webhook: string | null }>(`
        SELECT k.key, k.name, k.scopes, k.hash, w.webhook FROM read.staff_key k
        LEFT JOIN vault.webhook_secrets w ON w.key = k.key
        WHERE k.believed_until IS NULL AND k.valid_to IS NULL AND k.active`),
    ]);
    this.people = new Map(people.rows.map(({ person, ...rest }) => [person, { id: person, ...rest }]));
    this.keys = new Map(
      keys.rows.map(({ key, name, scopes, hash, webhook }) => [
        hash,
        keyPrincipal(key, name, scopes.split(' '), webhook ?? undefined),
      ]),
    );
    this.readAt = at;
  }
}
