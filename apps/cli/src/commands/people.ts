import { randomUUID } from 'node:crypto';
import type { Commanding } from '#automation';
import { person, ROLES } from '#journey';
import { failure, wrongUsage, type ExitCode } from '../failure.js';
import type { Installation } from '../installation.js';
import type { Context } from '../context.js';

/** Whoever has the machine may do this; the log says that it was done from there. */
export function operator(): Commanding {
  return { by: { kind: 'system', id: 'command-line' }, commandId: `command-line/${randomUUID()}` };
}

/** Adds a person and prints their one-time link. */
export async function addPerson(
  { open, output }: Context,
  [email]: readonly string[],
  options: { readonly role: string; readonly name?: string },
): Promise<ExitCode> {
  if (!(ROLES as readonly string[]).includes(options.role))
    throw wrongUsage(
      'person.role-unknown',
      `--role is ${JSON.stringify(options.role)}: give one of ${ROLES.join(', ')}.`,
    );
  const installation = await open();
  await installation.follow();
  const { access, decisions } = installation;
  const state = await decisions.state(person, access.personId(email!));
  if (state.status === 'here')
    throw failure(
      'person.already-here',
      `${email} is here already: send a new link with  throughline people link ${email}.`,
    );
  const says = { email: email!, role: options.role, ...(options.name === undefined ? {} : { name: options.name }) };
  const { id, token } = await access.addPerson(says, operator());
  const link = linkOf(installation, token);
  output.result({ id, email, role: options.role, link }, [
    `${email} may sign in as ${options.role}, once, within 24 hours, with:`,
    link,
  ]);
  return 0;
}

/** Prints a new one-time link of somebody who is here. */
export async function linkPerson({ open, output }: Context, [email]: readonly string[]): Promise<ExitCode> {
  const installation = await open();
  const id = await whoIsHere(installation, email!);
  const { token } = await installation.access.issueLink(id, operator());
  const link = linkOf(installation, token);
  output.result({ id, email, link }, [`${email} may sign in, once, within 24 hours, with:`, link]);
  return 0;
}

/** Removes a person who is here. */
export async function removePerson(
  { open, output }: Context,
  [email]: readonly string[],
  { reason }: { readonly reason?: string },
): Promise<ExitCode> {
  const installation = await open();
  const id = await whoIsHere(installation, email!);
  await installation.access.removePerson(id, reason, operator());
  output.result({ id, email, removed: true }, [`${email} is removed: nothing they hold opens anything any more.`]);
  return 0;
}

/** The id of somebody who is here. Throws StartFailure. */
async function whoIsHere(installation: Installation, email: string): Promise<string> {
  await installation.follow();
  const { access, decisions } = installation;
  const id = access.personId(email);
  if ((await decisions.state(person, id)).status !== 'here')
    throw wrongUsage(
      'person.not-here',
      `${email} is not here: add them with  throughline people add ${email} --role ROLE.`,
    );
  return id;
}

function linkOf({ address }: Installation, token: string): string {
  return `${address}/sign-in?token=${token}`;
}
