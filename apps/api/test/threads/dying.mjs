import { parentPort, workerData } from 'node:worker_threads';

/* oxlint-disable unicorn/require-post-message-target-origin -- a thread's port, not a window */

/** Stands in for the projector's thread: says that it runs, then does as it is told by its start. */
parentPort.on('message', () => {
  parentPort.postMessage({ kind: 'stopped' });
  parentPort.close();
});
const lives = Atomics.add(workerData.lives, 0, 1);
if (workerData.how === 'never-starts') throw new Error('the log is another one');
parentPort.postMessage({ kind: 'running' });
// when the test says so: it has heard by then that the thread runs
if (workerData.how === 'dies-once' && lives === 0)
  setInterval(() => {
    if (Atomics.load(workerData.lives, 1) === 1) throw new Error('out of luck');
  }, 5);
