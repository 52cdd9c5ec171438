import { facts, label, projection, TIMING, uuid, when, type AnyEventDefinition } from '#kernel';
import { EVENTS } from '#journey';

const definitions: readonly AnyEventDefinition[] = [...EVENTS, ...TIMING];

/** What led to what: one fact per event that names its cause, so that an event's effects are found. */
export const lineage = projection('lineage', 1, {
  facts: {
    caused: facts(
      { cause: uuid, type: label },
      definitions.map((definition) =>
        when(definition, ({ envelope }) =>
          envelope.cause === undefined ? null : { cause: envelope.cause, type: envelope.type },
        ),
      ),
      ['cause, position'],
    ),
  },
});
