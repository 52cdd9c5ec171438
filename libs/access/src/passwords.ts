import { hash, verify, type Options } from '@node-rs/argon2';
import { InvalidInput } from '#kernel';

/** Argon2id (the library's default variant) with 19 MiB, two passes, one lane: OWASP's recommendation. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SHORTEST = 10;
const LONGEST = 1_024;

/** Refuses a password that is too short to be one. Throws InvalidInput (`password.weak`). */
export function checkPassword(password: string): void {
  if (password.length >= SHORTEST && password.length <= LONGEST) return;
  throw new InvalidInput('password.weak', [
    {
      where: 'password',
      what: `must have ${SHORTEST} to ${LONGEST} characters`,
      remedy: 'a few words make a good one',
    },
  ]);
}

/** The hash to store, with its salt and cost. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

let nobody: Promise<string> | null = null;

/** Whether a password is the one stored. Takes as long where there is none, so that nobody learns who has an account. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const right = await verify(stored ?? (await nobody), password.normalize('NFKC'));
  return right && stored !== null;
}
