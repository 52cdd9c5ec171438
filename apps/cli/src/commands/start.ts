import { runMain } from '#platform';
import { runStandalone } from '../../../standalone/src/standalone.js';

/** Runs API, web and projector in this process until it is told to end: what `npm start` does. */
export function start(): Promise<void> {
  return runMain(() => runStandalone([]));
}
