import type { ConnectorDefinition, Delivery, Verdict } from '#kernel';
import type { VerifiedKey } from './key-verifier.js';
import { IntakeProblem } from './problems.js';

/** What a webhook's key holds. */
export interface HeldSecret {
  readonly webhook: string;
  /** Null where none is set. */
  readonly secret: string | null;
}

/** What verifying webhooks takes. */
export interface Webhooks {
  secretOf(keyId: string): Promise<HeldSecret | null>;
  /** The address that sources call, without the path; where it is not configured, it is the one of the request. */
  readonly publicUrl?: string | undefined;
  /** Hears of every delivery that was refused: for metrics. */
  readonly onRefused?: (webhook: string, reason: Exclude<Verdict, 'genuine'>) => void;
}

/** How a delivery was called: what some sources sign. */
export interface Called {
  readonly method: string;
  /** `https`, or whatever the proxy says that it was. */
  readonly protocol: string;
  readonly host: string;
  /** Path and query as called. */
  readonly url: string;
}

const SET = 'throughline keys secret KEY-ID --webhook';

const REFUSALS: Readonly<Record<Exclude<Verdict, 'genuine'>, string>> = {
  unsigned: 'This delivery is not signed: switch signing on at its source.',
  forged:
    'The signature of this delivery is not that of the secret that is set here: set the one its source signs with.',
  stale:
    'The signature of this delivery is right, but more than five minutes from now: a repeat by somebody else, or a clock that is wrong.',
};

/**
 * Makes sure that a webhook's delivery is its source's, before anything of it is handed over; answers what the source
 * asked, if that was all. Throws IntakeProblem.
 */
export async function verifyWebhook(
  connector: ConnectorDefinition,
  delivery: Delivery,
  called: Called,
  key: VerifiedKey,
  webhooks: Webhooks,
): Promise<Readonly<Record<string, unknown>> | null> {
  const { name } = connector;
  const verifier = connector.verify!;
  const held = await webhooks.secretOf(key.id);
  if (held !== null && held.webhook !== name)
    throw new IntakeProblem(
      403,
      'webhook.other',
      `This key is for the webhook of ${held.webhook}: issue one for ${name}.`,
    );
  if (held === null || (held.secret === null && verifier.optional !== true))
    throw new IntakeProblem(
      403,
      'webhook.secret-missing',
      `What ${name} signs with is not known here: set it with \`${SET} ${name} --signing-secret-stdin\`, KEY-ID being ${key.id}.`,
    );
  if (held.secret === null) return null;
  const origin = webhooks.publicUrl ?? `${called.protocol}://${called.host}`;
  const verdict = verifier.check(
    {
      method: called.method,
      url: origin + called.url,
      raw: delivery.raw,
      get body() {
        return delivery.body;
      },
      header: (header) => delivery.header(header),
      arrivedAt: delivery.arrivedAt,
    },
    held.secret,
  );
  if (verdict !== 'genuine') {
    webhooks.onRefused?.(name, verdict);
    throw new IntakeProblem(401, `signature.${verdict}`, REFUSALS[verdict]);
  }
  return connector.reply?.(delivery, held.secret) ?? null;
}
