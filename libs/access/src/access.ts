import type { Pool } from 'pg';
import { ask, BrokenRule, InvalidInput, type Ids, type Position } from '#kernel';
import { addPerson, issueKey, issueSignInLink, person, removePerson, revokeKey, useSignInLink } from '#journey';
import type { Commanding, Decided, Decisions } from '#automation';
import { BackOff } from './back-off.js';
import { Directory } from './directory.js';
import { checkPassword, hashPassword, verifyPassword } from './passwords.js';
import { SCOPES } from './permissions.js';
import type { KeyPrincipal, PersonPrincipal } from './principal.js';
import { linkToken, newKey, randomSecret, readLinkToken, secretHash } from './secrets.js';
import { Credentials, Sessions } from './sessions.js';

/** Signing in failed; it is not said whether the account or the password was wrong. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  constructor() {
    super('this address and password do not open anything here');
  }
}

/** The same command was carried out before, and what it answered then (a key, a link) is shown once and kept nowhere. */
export class ShownOnce extends Error {
  override readonly name = 'ShownOnce';
  constructor(
    /** Stable and dotted: `key.shown-once`, `sign-in-link.shown-once`. */
    readonly code: string,
    /** Of the key, or of the person the link is for. */
    readonly id: string,
    message: string,
  ) {
    super(message);
  }
}

/** The person of the very first run, before anybody has an address here. */
export const FIRST_ADMIN = 'admin@localhost';

const LINK_MS = 24 * 60 * 60_000;

/** What access control works on. */
export interface AccessOptions {
  readonly pool: Pool;
  readonly ids: Ids;
  readonly decisions: Decisions;
  /** Waits until the read model of people and keys has reached a position, or five seconds. */
  readonly settled: (position: Position) => Promise<void>;
  /** Now, in epoch milliseconds; the system's unless told. */
  readonly clock?: () => number;
}

/** A one-time link that was issued: its token is known here alone. */
export interface IssuedLink {
  readonly token: string;
  readonly expiresAt: string;
  readonly position: Position;
}

/** People and keys: who they are, how they come in, what they were given. */
export class AccessControl {
  readonly directory: Directory;
  private readonly sessions: Sessions;
  private readonly credentials: Credentials;
  private readonly backOff: BackOff;
  private readonly clock: () => number;

  constructor(private readonly options: AccessOptions) {
    this.clock = options.clock ?? Date.now;
    this.directory = new Directory(options.pool, this.clock);
    this.sessions = new Sessions(options.pool);
    this.credentials = new Credentials(options.pool);
    this.backOff = new BackOff(this.clock);
  }

  /** The id of a person: computed from their address, so that one address is one person. */
  personId(email: string): string {
    return this.options.ids.node('person', 'staff', normalEmail(email));
  }

  /** Signs in; answers the session's token. Throws SignInRefused, TooManyAttempts. */
  async signIn(email: string, password: string, address: string): Promise<string> {
    const id = this.personId(email);
    const attempt = this.backOff.attempt(id, address);
    const right = await this.opens(id, password).catch((error: unknown) => {
      attempt.takeBack();
      throw error;
    });
    if (!right) throw new SignInRefused();
    attempt.succeeded();
    return this.sessions.begin(id);
  }

  /** Signs in by a one-time link and sets the password. Throws SignInRefused for no link of ours, BrokenRule for one that is over. */
  async useLink(
    token: string,
    says: { readonly password: string; readonly name?: string },
    address: string,
  ): Promise<string> {
    const link = readLinkToken(token);
    checkPassword(says.password);
    const attempt = this.backOff.attempt(null, address);
    if (link === null) throw new SignInRefused();
    const linkHash = secretHash(link.secret);
    try {
      const { position } = await this.options.decisions.run(
        ask(useSignInLink, link.person, { linkHash, ...(says.name === undefined ? {} : { name: says.name }) }),
        {
          by: { kind: 'person', id: link.person },
          commandId: this.options.ids.derived('use-link', linkHash, randomSecret()),
        },
      );
      attempt.succeeded();
      await this.credentials.set(link.person, await hashPassword(says.password));
      await this.sessions.endAll(link.person);
      await this.options.settled(position);
      await this.directory.refresh();
      return await this.sessions.begin(link.person);
    } catch (error) {
      if (error instanceof BrokenRule && (error.code === 'sign-in-link.unknown' || error.code === 'person.not-here'))
        throw new SignInRefused();
      attempt.takeBack();
      throw error;
    }
  }

  /** Who a session's token belongs to; null where it is over or the person is gone. */
  async session(token: string): Promise<PersonPrincipal | null> {
    const id = await this.sessions.personOf(token);
    return id === null ? null : this.directory.person(id);
  }

  signOut(token: string): Promise<void> {
    return this.sessions.end(token);
  }

  /** The principal of a source's key; null for one that opens nothing. */
  async key(secret: string): Promise<KeyPrincipal | null> {
    return this.keyAtHand(secret) ?? this.directory.key(secret);
  }

  /** The same without waiting, where it is known in memory; undefined where `key` has to look. For the hot path. */
  keyAtHand(secret: string): KeyPrincipal | undefined {
    return this.directory.keyAtHand(secretHash(secret));
  }

  /** Adds a person, if they are not here yet, and gives them a one-time link: answers its token. Throws ShownOnce for a repeat. */
  async addPerson(
    says: { readonly email: string; readonly role: string; readonly name?: string },
    by: Commanding,
  ): Promise<IssuedLink & { readonly id: string }> {
    const id = this.personId(checkedEmail(says.email));
    const added = await this.options.decisions.ask(addPerson, id, { ...says, email: says.email.trim() }, by);
    const issued = await this.issueLink(id, { ...by, commandId: `${by.commandId}/link` });
    return { ...issued, id, position: Math.max(added.position, issued.position) };
  }

  /** Gives somebody who is here a new one-time link: the one before opens nothing any more. Throws ShownOnce for a repeat. */
  async issueLink(id: string, by: Commanding): Promise<IssuedLink> {
    const secret = randomSecret();
    const expiresAt = new Date(this.clock() + LINK_MS).toISOString();
    const { position, repeated } = await this.options.decisions.run(
      ask(issueSignInLink, id, { linkHash: secretHash(secret), expiresAt }),
      by,
    );
    await this.settle(position);
    if (repeated)
      throw new ShownOnce(
        'sign-in-link.shown-once',
        id,
        'this link was made already, and is shown once: if it was lost, ask for a new one under another Idempotency-Key',
      );
    return { token: linkToken(id, secret), expiresAt, position };
  }

  /** Removes a person: nothing they hold opens anything from here on. */
  async removePerson(id: string, reason: string | undefined, by: Commanding): Promise<Decided> {
    const decided = await this.options.decisions.run(ask(removePerson, id, reason === undefined ? {} : { reason }), by);
    await this.credentials.forget(id);
    await this.sessions.endAll(id);
    await this.settle(decided.position);
    return decided;
  }

  /** Issues a key to a source: its text is answered once and kept nowhere. Throws ShownOnce for a repeat. */
  async issueKey(
    says: { readonly name: string; readonly scopes: readonly string[] },
    by: Commanding,
  ): Promise<{ readonly id: string; readonly key: string; readonly position: Position }> {
    checkScopes(says.scopes);
    const secret = newKey();
    const id = this.options.ids.derived('key', by.commandId);
    const hash = secretHash(secret);
    const { position, repeated } = await this.options.decisions.ask(issueKey, id, { ...says, hash }, by);
    await this.settle(position);
    if (repeated)
      throw new ShownOnce(
        'key.shown-once',
        id,
        'this key was issued already, and is shown once: if it was lost, revoke it and issue another under another Idempotency-Key',
      );
    return { id, key: secret, position };
  }

  /**
   * Revokes a key; it opens nothing in this process from the answer on, in others within a second. What a webhook's
   * source signs with is forgotten with it.
   */
  async revokeKey(id: string, reason: string | undefined, by: Commanding): Promise<Decided> {
    const decided = await this.options.decisions.run(ask(revokeKey, id, reason === undefined ? {} : { reason }), by);
    await this.settle(decided.position);
    await this.forgetWebhooks();
    return decided;
  }

  /**
   * Deletes what the webhooks of revoked keys were signed with; answers of how many. Only once nobody takes the key for
   * one in force: until then the row is what keeps it to its webhook. So where the read model is behind, it is for later.
   */
  async forgetWebhooks(): Promise<number> {
    try {
      const { rowCount } = await this.options.pool.query(`
        DELETE FROM vault.webhook_secrets w USING read.staff_key k
        WHERE k.key = w.key AND k.believed_until IS NULL AND k.valid_to IS NULL AND NOT k.active`);
      return rowCount ?? 0;
    } catch (error) {
      if (isUnbuilt(error)) return 0;
      throw error;
    }
  }

  /** The token of the very first sign-in, or null where people are here already. A new one every time nobody has used it yet. */
  async firstRun(): Promise<string | null> {
    if (await this.credentials.any()) return null;
    const id = this.personId(FIRST_ADMIN);
    const members = await this.directory.members().catch((error: unknown) => {
      // restored a moment ago: who works here is read anew from the log, and is nobody's business to guess
      if (isUnbuilt(error)) return null;
      throw error;
    });
    if (members === null || members.some((member) => member.id !== id)) return null;
    const by: Commanding = { by: { kind: 'system', id: 'first-run' }, commandId: `first-run/${randomSecret()}` };
    const state = await this.options.decisions.state(person, id);
    if (state.status === 'here') return (await this.issueLink(id, by)).token;
    return (await this.addPerson({ email: FIRST_ADMIN, role: 'admin' }, by)).token;
  }

  /**
   * Waits until people and keys are as they were just decided, here. Where they are not built yet, as after a log was moved
   * here, they will be: what was decided stands.
   */
  private async settle(position: Position): Promise<void> {
    await this.options.settled(position);
    await this.directory.refresh().catch((error: unknown) => {
      if (!isUnbuilt(error)) throw error;
    });
  }

  /** Whether a password is the one of a person who is here. */
  private async opens(id: string, password: string): Promise<boolean> {
    const right = await verifyPassword(await this.credentials.of(id), password);
    return right && (await this.directory.person(id)) !== null;
  }
}

/** Whether PostgreSQL says so of a read model that was never built. */
function isUnbuilt(error: unknown): boolean {
  return (error as { code?: unknown }).code === '42P01';
}

function normalEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

function checkedEmail(email: string): string {
  if (/^[^\s@]+@[^\s@]+$/.test(email.trim()) && email.length <= 320) return email;
  throw new InvalidInput('person.email', [
    { where: 'email', what: 'is not an email address', remedy: 'give one such as ann@example.com' },
  ]);
}

function checkScopes(scopes: readonly string[]): void {
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (unknown.length > 0)
    throw new InvalidInput('key.scope-unknown', [
      { where: 'scopes', what: `${unknown.join(', ')} is not known`, remedy: `known are ${SCOPES.join(', ')}` },
    ]);
}
