import { big, facts, label, projection, uuid, when, whole } from '#kernel';
import { importFinished, importMappingSaved, importStarted } from '#journey';

/**
 * Files that were brought in, and the mappings that say what their columns mean. That an import was undone is looked up
 * where the log keeps what takes back.
 */
export const imports = projection('imports', 1, {
  facts: {
    started: facts(
      {
        import_id: uuid,
        name: label,
        source: label,
        mapping: uuid,
        mapping_version: whole,
        file: label,
        bytes: big,
        actor_kind: label,
        actor: label,
      },
      [
        when(importStarted, ({ about, payload, envelope }) => ({
          import_id: about.import,
          name: payload.name,
          source: payload.source,
          mapping: payload.mapping,
          mapping_version: payload.mappingVersion,
          file: payload.file,
          bytes: payload.bytes,
          actor_kind: envelope.actor.kind,
          actor: envelope.actor.id,
        })),
      ],
      ['import_id', 'position'],
    ),
    finished: facts(
      { import_id: uuid, rows: big, left_out: big, refused: big, recorded: big, repeated: big },
      [
        when(importFinished, ({ about, payload }) => ({
          import_id: about.import,
          rows: payload.rows,
          left_out: payload.leftOut,
          refused: payload.refused,
          recorded: payload.types.reduce((sum, { recorded }) => sum + recorded, 0),
          repeated: payload.types.reduce((sum, { repeated }) => sum + repeated, 0),
        })),
      ],
      ['import_id'],
    ),
    mapping: facts(
      { mapping: uuid, name: label, version: whole, document: label },
      [
        when(importMappingSaved, ({ about, payload }) => ({
          mapping: about.mapping,
          name: payload.name,
          version: payload.mappingVersion,
          document: payload.document,
        })),
      ],
      ['mapping, version'],
    ),
  },
});
