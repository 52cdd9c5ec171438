import { setMaxListeners } from 'node:events';
import { Analytics } from '@segment/analytics-node';

// The library lets every request under way listen to one signal; that many are no leak.
setMaxListeners(100);

/** Messages that may be on their way before more are handed over. */
const UNDERWAY = 600;

/**
 * An instance's address as it was written; where it is none, the script ends, with one line and exit code 2.
 *
 * @param {string} url address of the instance, such as http://127.0.0.1:3000
 */
export function checkedAddress(url) {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    console.error(`${url} is no address of an instance: give one such as http://127.0.0.1:3000`);
    process.exit(2);
  }
  return url;
}

/**
 * Sends with Segment's own library to a Throughline of one's own: nothing about it is special but `host`.
 *
 * @param {string} url address of the instance, such as http://127.0.0.1:3000
 * @param {string} key a key with the scope intake: `throughline keys add NAME --scope intake`
 * @param {{ path?: string, batch?: number }} options `/v1/import` for what is history already: rules do not act on it
 */
export function sender(url, key, { path = '/v1/batch', batch = 100 } = {}) {
  if (!url || !key) {
    console.error('Say where to, and with which key:  node SCRIPT [...] URL KEY');
    process.exit(2);
  }
  const analytics = new Analytics({
    writeKey: key,
    host: checkedAddress(url),
    path,
    maxEventsInBatch: batch,
    maxRetries: 10,
  });
  let underway = [];
  let sent = 0;
  const failed = [];

  /** Waits until everything handed over was answered. */
  const settle = async () => {
    await Promise.all(underway);
    underway = [];
  };

  return {
    /** One call of the library (`track`, `identify`, ...). Resolves at once, or when there is room again. */
    async send(call, message) {
      underway.push(
        new Promise((resolve) => {
          analytics[call](message, (error) => {
            if (error) failed.push(error);
            resolve();
          });
        }),
      );
      sent += 1;
      if (underway.length >= UNDERWAY) await settle();
    },
    /** Sends what is left; tells how many messages were delivered. Exit code 1 where some were not. */
    async finish() {
      await analytics.closeAndFlush();
      await settle();
      if (failed.length > 0) {
        console.error(`${failed.length} messages were not delivered; the first: ${failed[0]?.reason ?? failed[0]}`);
        process.exitCode = 1;
      }
      return { sent, delivered: sent - failed.length };
    },
  };
}
