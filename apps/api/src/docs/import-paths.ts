import type { JsonSchema } from '#kernel';
import { object, operation, text, type PathItem } from './operation.js';

/** What is done with files that are imported. */
export function importPaths(): Readonly<Record<string, PathItem>> {
  const tag = 'imports';
  const one = { tag, path: ['id'] };
  const file = { file: text, mapping: text, lookups: { type: 'object', additionalProperties: text } };
  const rows: JsonSchema = { type: 'integer' };
  return {
    '/api/imports/files': {
      post: operation({
        tag,
        summary: 'Upload a file: the body, text/csv or application/gzip (needs imports.write)',
        query: { name: text },
      }),
    },
    '/api/imports/files/{file}/look': {
      get: operation({
        tag,
        summary: 'How a file is written, its first rows, and a mapping guessed from its columns (needs imports.read)',
        path: ['file'],
        query: { delimiter: text, encoding: text, rows },
      }),
    },
    '/api/imports/dry-run': {
      post: operation({
        tag,
        summary:
          'What would become of a file by a mapping: of its first `rows`, or of all as a job (needs imports.write)',
        body: object({ ...file, rows }, ['file', 'mapping']),
      }),
    },
    '/api/imports/dry-runs/{id}': {
      get: operation({ ...one, summary: 'How far a dry run of a whole file is (needs imports.read)' }),
    },
    '/api/imports': {
      post: operation({
        tag,
        summary: 'Bring an uploaded file in by a mapping, or go on with it (needs imports.write)',
        body: object({ ...file, name: text }, ['file', 'mapping']),
      }),
    },
    '/api/imports/{id}': {
      get: operation({ ...one, summary: 'An import as it is now, with its progress (needs imports.read)' }),
    },
    '/api/imports/{id}/stop': {
      post: operation({ ...one, summary: 'Stop an import: what is recorded stays (needs imports.write)' }),
    },
    '/api/imports/{id}/resume': {
      post: operation({ ...one, summary: 'Go on with an import that was interrupted (needs imports.write)' }),
    },
    '/api/imports/{id}/refused': {
      get: operation({ ...one, summary: 'The rows that were refused, as text/csv (needs imports.read)' }),
    },
    '/api/imports/{id}/undo': {
      post: operation({
        ...one,
        summary: 'Take back all of an import (needs imports.write)',
        body: object({ reason: text }, []),
      }),
    },
  };
}
