import { event, id, open, required, text, largeNumber, wholeNumber, word } from '#kernel';

/** A file began to be brought in. What comes of its rows names the import. */
export const importStarted = event('import-started', 1, {
  about: { import: required },
  payload: {
    name: word,
    /** Under which its messages are told apart, and whose external and anonymous ids they name. */
    source: word,
    mapping: id,
    mappingVersion: wholeNumber,
    /** The file's name, without its folder. */
    file: open(text),
    /** A keyed fingerprint of the file's bytes: the same file is told by it. */
    digest: word,
    bytes: largeNumber,
  },
});
