import type { Pool } from 'pg';
import { MasterKey } from './wrapping.js';

/** What a webhook's key holds. */
export interface WebhookSecret {
  /** The webhook's name: the key opens that one's address, and no other. */
  readonly webhook: string;
  /** What its source signs with; null where none is set. */
  readonly secret: string | null;
}

/** What was read stays good for this long, milliseconds. */
const FRESH_MS = 1_000;

/**
 * The signing secrets of webhooks, by the id of the key they belong to: wrapped by the master key, and readable nowhere
 * else. One that is set elsewhere is in force here within a second.
 */
export class WebhookSecrets {
  private readonly master: MasterKey;
  private readonly known = new Map<string, { readonly readAt: number; readonly held: WebhookSecret | null }>();

  constructor(
    private readonly pool: Pool,
    masterKey: Buffer,
    private readonly clock: () => number = Date.now,
  ) {
    this.master = new MasterKey(masterKey);
  }

  /** Says which webhook a key belongs to, and what its source signs with; a secret that is set already is replaced. */
  async set(key: string, { webhook, secret }: WebhookSecret): Promise<void> {
    const wrapped = secret === null ? null : this.master.wrap(Buffer.from(secret), contextOf(key, webhook));
    await this.pool.query(
      `INSERT INTO vault.webhook_secrets (key, webhook, wrapped) VALUES ($1, $2, $3)
       ON CONFLICT (key) DO UPDATE SET webhook = excluded.webhook, wrapped = excluded.wrapped, set_at = now()`,
      [key, webhook, wrapped],
    );
    this.known.delete(key);
  }

  /** What a key holds; null for one that belongs to no webhook. Throws WrongMasterKey. */
  async of(key: string): Promise<WebhookSecret | null> {
    const known = this.known.get(key);
    if (known !== undefined && this.clock() - known.readAt < FRESH_MS) return known.held;
    const readAt = this.clock();
    const { rows } = await this.pool.query<{ webhook: string; wrapped: Buffer | null }>(
      'SELECT webhook, wrapped FROM vault.webhook_secrets WHERE key = $1',
      [key],
    );
    const held = rows[0] === undefined ? null : this.opened(key, rows[0]);
    this.known.set(key, { readAt, held });
    return held;
  }

  private opened(
    key: string,
    { webhook, wrapped }: { readonly webhook: string; readonly wrapped: Buffer | null },
  ): WebhookSecret {
    if (wrapped === null) return { webhook, secret: null };
    const what = `the signing secret of key ${key}`;
    return { webhook, secret: this.master.unwrap(wrapped, contextOf(key, webhook), what).toString() };
  }
}

/** A secret opens only for the key and the webhook it was set for. */
function contextOf(key: string, webhook: string): string {
  return `webhook ${webhook} ${key}`;
}
