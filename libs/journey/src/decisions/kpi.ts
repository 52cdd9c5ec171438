import { decider, decision, evolves, open, text, word } from '#kernel';
import { kpiSet } from '../events/settings/kpi-set.js';

/** A figure of the workspace: its newest document and which version that is; 0 before there is one. */
export interface KpiState {
  readonly version: number;
  readonly document: string | null;
}

export const kpi = decider<KpiState>(
  'kpi',
  { version: 0, document: null },
  evolves(kpiSet, (_state, { payload }) => ({ version: payload.kpiVersion, document: payload.document })),
);

/** Writes down what a figure means; the same document again is the same version. The document has been checked already. */
export const setKpi = decision(
  kpi,
  'set',
  { permission: 'kpis.define', params: { name: word, document: open(text), hash: word } },
  ({ version, document: known }, { name, document, hash }, { id }) =>
    document === known ? [] : [kpiSet.of({ kpi: id }, { name, kpiVersion: version + 1, document, hash })],
);
