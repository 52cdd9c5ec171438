import { InvalidInput, type ConnectorDefinition } from '#kernel';
import { CONNECTORS } from './connectors/catalogue.js';

const WEBHOOKS = CONNECTORS.filter(({ verify }) => verify !== undefined);

/** A webhook, and what its source signs with: checked. */
export interface Signing {
  readonly webhook: string;
  /** Null where it is not known yet. */
  readonly secret: string | null;
}

/** What an operator says of a webhook. Throws InvalidInput (`webhook.unknown`, `webhook.secret`). */
export function checkedSigning(webhook: string, stated: string | undefined): Signing {
  const { verify } = webhookNamed(webhook);
  if (stated === undefined) return { webhook, secret: null };
  const secret = stated.trim();
  const what = verify!.unfit(secret);
  if (what !== null)
    throw new InvalidInput('webhook.secret', [{ where: 'signingSecret', what, remedy: `give ${verify!.secret}` }]);
  return { webhook, secret };
}

/** What a webhook's source calls its secret, and where it shows it. Throws InvalidInput (`webhook.unknown`). */
export function secretNeeded(webhook: string): { readonly what: string; readonly optional: boolean } {
  const { verify } = webhookNamed(webhook);
  return { what: verify!.secret, optional: verify!.optional === true };
}

/** The path a webhook is called at with a key, below the server's address. */
export function webhookPath(webhook: string, key: string): string {
  return `/${webhookNamed(webhook).paths[0]!}/${key}`;
}

function webhookNamed(name: string): ConnectorDefinition {
  const found = WEBHOOKS.find((webhook) => webhook.name === name);
  if (found === undefined)
    throw new InvalidInput('webhook.unknown', [
      {
        where: 'webhook',
        what: `${JSON.stringify(name.slice(0, 50))} is none`,
        remedy: `known are ${WEBHOOKS.map((webhook) => webhook.name).join(', ')}`,
      },
    ]);
  return found;
}

/** A webhook's key stands in an address, which many see. Throws InvalidInput where it could do more than record. */
export function checkWebhookScopes(scopes: readonly string[]): void {
  if (scopes.join() === 'intake') return;
  throw new InvalidInput('webhook.scope', [
    {
      where: 'scopes',
      what: `are ${scopes.join(', ')}: more than a key in an address may have`,
      remedy: 'give the webhook a key of its own, with intake alone',
    },
  ]);
}
