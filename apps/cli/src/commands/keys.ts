import { SCOPES } from '#access';
import { wrongUsage, type ExitCode } from '../failure.js';
import type { Context } from '../context.js';
import { operator } from './people.js';

/** Issues a key and prints it, the only time it can be seen. */
export async function addKey(
  { open, output }: Context,
  [name]: readonly string[],
  { scope: scopes }: { readonly scope: readonly string[] },
): Promise<ExitCode> {
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (unknown.length > 0)
    throw wrongUsage('key.scope-unknown', `--scope is ${unknown.join(', ')}: known are ${SCOPES.join(', ')}.`);
  const installation = await open();
  await installation.follow();
  const { id, key } = await installation.access.issueKey({ name: name!, scopes }, operator());
  output.result({ id, name, scopes, key }, [
    `The key of ${name} (${scopes.join(', ')}); it is shown this once and kept nowhere:`,
    key,
  ]);
  return 0;
}
