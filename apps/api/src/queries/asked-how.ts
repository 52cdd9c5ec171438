import { InvalidInput } from '#kernel';
import type { AskedHow } from '#queries';

/** Splits what an address says into the question's own parameters and how every question may be asked. */
export function askedHow(given: Readonly<Record<string, unknown>>): {
  readonly params: Record<string, unknown>;
  readonly how: AskedHow;
} {
  const { minPosition, asOf, asKnownAt, ...params } = given;
  return {
    params,
    how: {
      ...(minPosition === undefined ? {} : { minPosition: positionOf(minPosition) }),
      ...(asOf === undefined ? {} : { asOf: momentOf('asOf', asOf) }),
      ...(asKnownAt === undefined ? {} : { asKnownAt: momentOf('asKnownAt', asKnownAt) }),
    },
  };
}

function positionOf(value: unknown): number {
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  throw new InvalidInput('query.min-position', [
    { where: 'minPosition', what: 'is no position', remedy: 'give the position an earlier answer named' },
  ]);
}

function momentOf(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new InvalidInput('query.moment', [{ where, what: 'is said more than once', remedy: 'say it once' }]);
}
