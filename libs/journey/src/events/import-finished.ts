import { event, list, record, required, largeNumber, word } from '#kernel';

/** Every row of a file was read: what became of them. */
export const importFinished = event('import-finished', 1, {
  about: { import: required },
  payload: {
    rows: largeNumber,
    /** Rows that no condition of the mapping let in. */
    leftOut: largeNumber,
    /** Rows that could not be recorded: none of their events was. */
    refused: largeNumber,
    /** Events by type: recorded by this import, or stated by an earlier one already. */
    types: list(record({ type: word, recorded: largeNumber, repeated: largeNumber })),
  },
});
