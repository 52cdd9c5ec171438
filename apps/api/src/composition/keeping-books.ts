import type { AccessControl } from '#access';
import type { Quarantine } from '#event-log';
import type { Logger, Metrics } from '#platform';
import { ledger, type QueryEngine } from '#queries';
import type { LedgerCount } from '#projections';
import type { QuarantineDesk } from './quarantine-desk.js';
import { regularly } from './regularly.js';

/** What the books are kept with. */
export interface Books {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly ledger: LedgerCount;
  readonly queries: Pick<QueryEngine, 'ask'>;
  readonly quarantine: Pick<Quarantine, 'counts'>;
  readonly desk: Pick<QuarantineDesk, 'expire'>;
  readonly access: Pick<AccessControl, 'forgetWebhooks'>;
  /** Days after which messages in quarantine cannot be read any more. */
  readonly quarantineDays: number;
  /** How often is counted, and how often looked for what is over, milliseconds. */
  readonly every?: { readonly count: number; readonly expire: number };
}

const EVERY = { count: 5_000, expire: 3_600_000 } as const;

/**
 * Counts what is recorded and projected as it goes, raises the alarm when it does not add up, and lets go of messages
 * in quarantine whose time is over, and of the secrets of keys that are revoked. Answers what stops it.
 */
export function keepBooks(books: Books): () => Promise<void> {
  const { logger, metrics, desk, access, quarantineDays, quarantine, every = EVERY } = books;
  const alarm = new Alarm(books);
  metrics.gauge('ledger_off', 'Lines of the ledger of the last seven days that do not add up.', [], (gauge) => {
    gauge.set(alarm.off);
  });
  metrics.gauge('quarantine_waiting', 'Messages that wait in quarantine.', ['source', 'reason'], async (gauge) => {
    gauge.reset();
    for (const { source, reason, state, entries } of await quarantine.counts())
      if (state === 'waiting') gauge.set({ source, reason }, entries);
  });
  const counting = regularly(every.count, () => alarm.look(), logger, 'The ledger could not be counted');
  const expire = async (): Promise<void> => {
    await access.forgetWebhooks();
    const expired = await desk.expire(quarantineDays);
    if (expired > 0)
      logger.warn({ expired, quarantineDays }, 'Messages in quarantine expired: nobody mended them in time');
  };
  const expiring = regularly(every.expire, expire, logger, 'What is over could not be let go of');
  return async () => {
    await Promise.all([counting(), expiring()]);
  };
}

/** Says once when something begins not to add up, and once when it does again. */
class Alarm {
  off = 0;

  constructor(private readonly books: Pick<Books, 'ledger' | 'queries' | 'logger'>) {}

  async look(): Promise<void> {
    await this.books.ledger.count();
    const { answer } = await this.books.queries.ask(ledger, {});
    const lines = answer.items.filter(({ state }) => state === 'off');
    if (lines.length > 0 && this.off === 0) this.books.logger.error({ lines }, 'The ledger does not add up');
    if (lines.length === 0 && this.off > 0) this.books.logger.info('The ledger adds up again');
    this.off = lines.length;
  }
}
