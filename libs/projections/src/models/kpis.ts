import { facts, label, projection, spans, states, uuid, when, whole } from '#kernel';
import { kpiSet } from '#journey';

/** Figures that were defined in this workspace: every version of each, and which one held when. Those that are shipped stand in no table. */
export const kpis = projection('kpis', 1, {
  facts: {
    defined: facts(
      { kpi: uuid, name: label, version: whole, document: label, hash: label },
      [
        when(kpiSet, ({ about, payload }) => ({
          kpi: about.kpi,
          name: payload.name,
          version: payload.kpiVersion,
          document: payload.document,
          hash: payload.hash,
        })),
      ],
      ['name, version'],
    ),
  },
  states: {
    definition: states({
      per: ['kpi'],
      from: ['defined'],
      columns: { name: label, version: whole, hash: label },
      derive: (believed) =>
        spans(believed, (fact) => ({ name: fact['name'], version: fact['version'], hash: fact['hash'] })),
    }),
  },
});
