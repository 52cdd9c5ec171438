import '../typescript-loader.mjs';
import { randomBytes } from 'node:crypto';

/**
 * One PostgreSQL server for the whole run; every test file takes a database of its own on it.
 * With TEST_DATABASE_URL set, that server is used instead of the embedded one.
 */
export default async function setup() {
  process.env.TEST_RUN = randomBytes(4).toString('hex');
  if (process.env.TEST_DATABASE_URL) {
    process.env.TEST_SERVER_URL = process.env.TEST_DATABASE_URL;
    return;
  }
  const { startTestServer } = await import('../../libs/platform/src/testing/server.ts');
  const server = await startTestServer();
  process.env.TEST_SERVER_URL = server.url;
  globalThis.throughlineTestServer = server;
}
