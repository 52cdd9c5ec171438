import type { Pool } from 'pg';
import { randomSecret, secretHash } from './secrets.js';

const DAY_MS = 86_400_000;
/** A session ends after this long, and after this long without use. */
export const SESSION_MS = 30 * DAY_MS;
const IDLE_MS = 7 * DAY_MS;
const TOUCH_EVERY_MS = 5 * 60_000;

/** Sessions on the server: the browser holds a random token, the vault its hash. */
export class Sessions {
  constructor(private readonly pool: Pool) {}

  /** Begins a session; answers the token for the cookie. Sessions that are over are swept away. */
  async begin(person: string): Promise<string> {
    const token = randomSecret();
    await this.pool.query('DELETE FROM vault.sessions WHERE expires_at < now() OR seen_at < $1', [
      new Date(Date.now() - IDLE_MS),
    ]);
    await this.pool.query('INSERT INTO vault.sessions (token_hash, person, expires_at) VALUES ($1, $2, $3)', [
      secretHash(token),
      person,
      new Date(Date.now() + SESSION_MS),
    ]);
    return token;
  }

  /** Whose session a token is; null when there is none, or it is over. */
  async personOf(token: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ person: string; seen_at: Date }>(
      'SELECT person, seen_at FROM vault.sessions WHERE token_hash = $1 AND expires_at > now() AND seen_at > $2',
      [secretHash(token), new Date(Date.now() - IDLE_MS)],
    );
    const row = rows[0];
    if (row === undefined) return null;
    if (Date.now() - row.seen_at.getTime() > TOUCH_EVERY_MS)
      await this.pool.query('UPDATE vault.sessions SET seen_at = now() WHERE token_hash = $1', [secretHash(token)]);
    return row.person;
  }

  async end(token: string): Promise<void> {
    await this.pool.query('DELETE FROM vault.sessions WHERE token_hash = $1', [secretHash(token)]);
  }

  /** Ends every session of a person: they chose a new password, or were removed. */
  async endAll(person: string): Promise<void> {
    await this.pool.query('DELETE FROM vault.sessions WHERE person = $1', [person]);
  }
}

/** Password hashes of people. */
export class Credentials {
  constructor(private readonly pool: Pool) {}

  /** The hash of a person's password; null for somebody who has none. */
  async of(person: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ password_hash: string }>(
      'SELECT password_hash FROM vault.credentials WHERE person = $1',
      [person],
    );
    return rows[0]?.password_hash ?? null;
  }

  async set(person: string, passwordHash: string): Promise<void> {
    await this.pool.query(
      `INSERT INTO vault.credentials (person, password_hash) VALUES ($1, $2)
       ON CONFLICT (person) DO UPDATE SET password_hash = excluded.password_hash, changed_at = now()`,
      [person, passwordHash],
    );
  }

  async forget(person: string): Promise<void> {
    await this.pool.query('DELETE FROM vault.credentials WHERE person = $1', [person]);
  }

  /** Whether anybody ever chose a password here. */
  async any(): Promise<boolean> {
    const { rows } = await this.pool.query<{ any: boolean }>('SELECT EXISTS (SELECT FROM vault.credentials) AS any');
    return rows[0]!.any;
  }
}
