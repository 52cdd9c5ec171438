import { WebhookSecrets } from '#event-log';
import { checkedSigning, checkWebhookScopes, secretNeeded, webhookPath } from '#intake';
import { key as keys } from '#journey';
import type { Context } from '../context.js';
import { wrongUsage, type ExitCode } from '../failure.js';
import type { Installation } from '../installation.js';

/** How a webhook is named on the command line. */
export interface SigningOptions {
  readonly webhook?: string;
  readonly signingSecretStdin?: boolean;
}

/** Reads what a webhook's source signs with, where it is given; null without a webhook. Throws StartFailure, InvalidInput. */
export async function signingOf(
  { readInput }: Pick<Context, 'readInput'>,
  { webhook, signingSecretStdin }: SigningOptions,
): Promise<ReturnType<typeof checkedSigning> | null> {
  if (webhook === undefined) {
    if (signingSecretStdin !== true) return null;
    throw wrongUsage('webhook.missing', '--signing-secret-stdin belongs to a webhook: name it with --webhook.');
  }
  checkedSigning(webhook, undefined);
  return checkedSigning(webhook, signingSecretStdin === true ? await readInput() : undefined);
}

/** Keeps a webhook's secret, wrapped. */
export async function keepSigning(
  { pool, secrets }: Pick<Installation, 'pool' | 'secrets'>,
  id: string,
  signing: ReturnType<typeof checkedSigning>,
): Promise<void> {
  await new WebhookSecrets(pool, secrets.masterKey).set(id, signing);
}

/** What there is left to do before a webhook's deliveries are taken. */
export function nextStep(id: string, { webhook, secret }: ReturnType<typeof checkedSigning>): readonly string[] {
  const { what, optional } = secretNeeded(webhook);
  if (secret !== null || optional) return [];
  return [
    `Until it is known what ${webhook} signs with, its deliveries are refused. Once it says ${what}:`,
    `throughline keys secret ${id} --webhook ${webhook} --signing-secret-stdin`,
  ];
}

/** Where a webhook's source sends its deliveries. */
export function addressOf({ address }: Pick<Installation, 'address'>, webhook: string, key: string): string {
  return address + webhookPath(webhook, key);
}

/** Says what a webhook signs with, or signs with from here on, for a key that was issued already. */
export async function setSecret(context: Context, [id]: readonly string[], options: SigningOptions): Promise<ExitCode> {
  const signing = await signingOf(context, options);
  const installation = await context.open();
  const key = /^[0-9a-f-]{36}$/.test(id!) ? await installation.decisions.state(keys, id!) : undefined;
  if (key?.status !== 'in-use')
    throw wrongUsage(
      'key.unknown',
      `${id} is no key in use: its id was printed when it was issued, and stands in GET /api/keys.`,
    );
  checkWebhookScopes(key.scopes);
  await keepSigning(installation, id!, signing!);
  context.output.result({ id, webhook: signing!.webhook, signed: signing!.secret !== null }, [
    `The key ${id} is for the webhook of ${signing!.webhook} alone.`,
    ...nextStep(id!, signing!),
  ]);
  return 0;
}
