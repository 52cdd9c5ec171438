/** Stops the server that the set-up started; one given by TEST_DATABASE_URL is left alone. */
export default async function teardown() {
  await globalThis.throughlineTestServer?.stop();
}
