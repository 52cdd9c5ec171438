import { event, list, required, word } from '#kernel';

/** A source was given a key. Only its hash is kept: the key is shown once. `name` is the source's. */
export const keyIssued = event('key-issued', 1, {
  about: { key: required },
  payload: { name: word, scopes: list(word), hash: word },
});
