import '../typescript-loader.mjs';

/** Stops the server that the set-up started; one given by TEST_DATABASE_URL is left as it was. */
export default async function teardown() {
  if (globalThis.throughlineTestServer) await globalThis.throughlineTestServer.stop();
  else {
    const { dropTemplates } = await import('../../libs/platform/src/testing/index.ts');
    await dropTemplates();
  }
}
