import { decider, decision, evolves, open, text, word } from '#kernel';
import { importMappingSaved } from '../events/import-mapping-saved.js';

/** A mapping of columns to events: its newest document and which version that is; 0 before there is one. */
export interface ImportMappingState {
  readonly version: number;
  readonly document: string | null;
}

export const importMapping = decider<ImportMappingState>(
  'import-mapping',
  { version: 0, document: null },
  evolves(importMappingSaved, (_state, { payload }) => ({
    version: payload.mappingVersion,
    document: payload.document,
  })),
);

/** Writes a mapping down; the same document again is the same version. The document has been checked already. */
export const saveImportMapping = decision(
  importMapping,
  'save',
  { permission: 'imports.write', params: { name: word, document: open(text) } },
  ({ version, document: known }, { name, document }, { id }) =>
    document === known ? [] : [importMappingSaved.of({ mapping: id }, { name, mappingVersion: version + 1, document })],
);
