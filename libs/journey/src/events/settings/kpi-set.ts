import { event, open, required, text, wholeNumber, word } from '#kernel';

/** A figure of this workspace was defined, or defined anew: frozen by its hash, kept under its version. */
export const kpiSet = event('kpi-set', 1, {
  about: { kpi: required },
  payload: {
    name: word,
    kpiVersion: wholeNumber,
    /** The definition, to the letter: a document that was checked. */
    document: open(text),
    hash: word,
  },
});
