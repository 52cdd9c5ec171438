import { parentPort, workerData } from 'node:worker_threads';

/* oxlint-disable unicorn/require-post-message-target-origin -- a thread's port, not a window */

/** Stands in for a thread of intake: holds what it takes until it is asked to stop, or does as the path says. */
const held = [];
const answer = (number) => parentPort.postMessage({ kind: 'taken', number, answer: { recorded: 1 } });
parentPort.on('message', (message) => {
  if (message.kind === 'stop') {
    for (const number of held) answer(number);
    parentPort.close();
    return;
  }
  Atomics.add(workerData.counts, workerData.place, 7);
  if (message.handed.path === 'dies') throw new Error('out of luck');
  if (message.handed.path === 'holds') held.push(message.number);
  else answer(message.number);
});
parentPort.postMessage({ kind: 'running' });
