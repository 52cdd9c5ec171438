import { SCOPES } from '#access';
import { wrongUsage, type ExitCode } from '../failure.js';
import type { Context } from '../context.js';
import { operator } from './people.js';
import { addressOf, keepSigning, nextStep, signingOf, type SigningOptions } from './webhook-keys.js';

/** Issues a key and prints it, the only time it can be seen; with a webhook, the address its source calls. */
export async function addKey(
  context: Context,
  [name]: readonly string[],
  { scope: scopes, ...options }: SigningOptions & { readonly scope: readonly string[] },
): Promise<ExitCode> {
  const { open, output } = context;
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (unknown.length > 0)
    throw wrongUsage('key.scope-unknown', `--scope is ${unknown.join(', ')}: known are ${SCOPES.join(', ')}.`);
  if (options.webhook !== undefined && scopes.join() !== 'intake')
    throw wrongUsage(
      'webhook.scope',
      `--scope is ${scopes.join(', ')}: the key of a webhook stands in an address, give it the scope intake alone.`,
    );
  const signing = await signingOf(context, options);
  const installation = await open();
  await installation.follow();
  const { id, key } = await installation.access.issueKey({ name: name!, scopes }, operator());
  if (signing === null) {
    output.result({ id, name, scopes, key }, [
      `The key of ${name} (${scopes.join(', ')}); it is shown this once and kept nowhere:`,
      key,
    ]);
    return 0;
  }
  const { webhook, secret } = signing;
  await keepSigning(installation, id, signing);
  const address = addressOf(installation, webhook, key);
  output.result({ id, name, scopes, key, webhook, address, signed: secret !== null }, [
    `The address for the webhook of ${webhook}, as ${name}; it is shown this once, for the key is in it:`,
    address,
    ...nextStep(id, signing),
  ]);
  return 0;
}
