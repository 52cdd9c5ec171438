import { event, list, record, required, wholeNumber, word } from '#kernel';

/** Every row of a file was read: what became of them. */
export const importFinished = event('import-finished', 1, {
  about: { import: required },
  payload: {
    rows: wholeNumber,
    /** Rows that no condition of the mapping let in. */
    leftOut: wholeNumber,
    /** Rows that could not be recorded: none of their events was. */
    refused: wholeNumber,
    /** Events by type: recorded by this import, or stated by an earlier one already. */
    types: list(record({ type: word, recorded: wholeNumber, repeated: wholeNumber })),
  },
});
