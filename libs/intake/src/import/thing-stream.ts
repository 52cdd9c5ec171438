import type { Happening } from '#kernel';

/**
 * The stream of the thing that something happened to, in which commands on it find what was imported; null for what is a
 * stream of its own, since nothing is decided about it.
 */
export function streamOf({ definition: { subject }, about }: Happening): string | null {
  return subject === 'profile' ? null : `${subject}-${about[subject] as string}`;
}

/** Whether something happened to a thing, whose stream has an order. */
export function ofThing({ definition }: Happening): boolean {
  return definition.subject !== 'profile';
}
