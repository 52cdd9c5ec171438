import { event, open, required, text, wholeNumber, word } from '#kernel';

/** What the columns of a file mean was written down anew. The document is kept to the letter, so that every import can be read again. */
export const importMappingSaved = event('import-mapping-saved', 1, {
  about: { mapping: required },
  payload: {
    name: word,
    /** From 1 on. */
    mappingVersion: wholeNumber,
    document: open(text),
  },
});
