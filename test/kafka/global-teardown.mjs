import stopDatabase from '../database/global-teardown.mjs';

/** Stops what the set-up started. */
export default async function teardown() {
  await globalThis.throughlineTestBroker?.close();
  await stopDatabase();
}
