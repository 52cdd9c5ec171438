import { SCOPES } from '#access';
import { key as keys } from '#journey';
import { isUuid } from '#kernel';
import { keyList, QueryEngine } from '#queries';
import { failure, wrongUsage, type ExitCode } from '../failure.js';
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

/** Shows every key ever issued, the newest first; their texts are nowhere. */
export async function listKeys({ look, output }: Context): Promise<ExitCode> {
  const { pool, log, vault, readModels, configuration } = await look();
  const { answer } = await new QueryEngine({ pool, log, vault, readModels, zone: configuration.zone }).ask(keyList, {});
  output.result(
    { keys: answer.items },
    answer.items.length === 0
      ? ['No key was issued yet:  throughline keys add NAME --scope intake  issues one.']
      : output.table(answer.items, [
          { title: 'ID', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'SCOPES', value: (row) => row.scopes.join(', ') },
          { title: 'WEBHOOK', value: (row) => `${row.webhook ?? ''}${row.signed === false ? ' (no secret)' : ''}` },
          { title: 'ISSUED', value: (row) => row.issuedAt ?? '' },
          { title: 'LAST USED', value: (row) => row.lastUsedAt ?? 'never' },
          { title: 'STATE', value: (row) => (row.revokedAt === null ? 'in use' : `revoked ${row.revokedAt}`) },
        ]),
  );
  return 0;
}

/** Ends a key for good, and forgets what its webhook was signed with. */
export async function revokeKey(
  { open, output }: Context,
  [id]: readonly string[],
  { reason }: { readonly reason?: string },
): Promise<ExitCode> {
  if (!isUuid(id!)) throw wrongUsage('key.id', `${id} is no id of a key: throughline keys list  names them.`);
  const installation = await open();
  const { status } = await installation.decisions.state(keys, id!);
  if (status === 'unknown')
    throw wrongUsage('key.unknown', `There is no key ${id}: throughline keys list  names them.`);
  if (status === 'revoked') throw failure('key.revoked', `The key ${id} is revoked already.`);
  await installation.follow();
  await installation.access.revokeKey(id!, reason, operator());
  output.result({ id, revoked: true }, [`The key ${id} is revoked: what sends with it is refused from now on.`]);
  return 0;
}
