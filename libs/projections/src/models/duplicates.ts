import { duplicateDismissed } from '#journey';
import { facts, projection, uuid, when } from '#kernel';

/** Suggestions that people dismissed: whoever belongs to the two identifiers is not suggested as one contact again. */
export const duplicates = projection('duplicates', 1, {
  facts: {
    dismissed: facts(
      { a: uuid, b: uuid },
      [when(duplicateDismissed, ({ about }) => ({ a: about.node, b: about.other }))],
      ['a', 'b'],
    ),
  },
});
