import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { errorCode } from '#platform';
import { answerBroken } from './broken-request.js';

/** A body that is let arrive must move on within so long. Milliseconds. */
const STALLED_MS = 30_000;
/** What is left of a body that nobody wants is read so long, so that its sender hears the answer. Milliseconds. */
const LEFTOVER_MS = 10_000;

const arriving = new WeakSet<Socket>();

/**
 * Lets the body of a request take longer than requests may, while its bytes flow: a large file over a slow line. One that
 * stalls is cut off as any other. Answers what says that nobody waits for it any more.
 */
export function letArrive({ socket }: IncomingMessage, stalledMs = STALLED_MS): () => void {
  let read = socket.bytesRead;
  const timer = setInterval(() => {
    if (socket.bytesRead === read) answerBroken(timeout(), socket);
    read = socket.bytesRead;
  }, stalledMs).unref();
  arriving.add(socket);
  return () => {
    clearInterval(timer);
    arriving.delete(socket);
  };
}

/** Whether a connection is only late because it brings a body that is let arrive. */
export function isLetArrive(error: Error, socket: Socket): boolean {
  return isTimeout(error) && arriving.has(socket);
}

/** Reads on for a while what nobody wants: whoever is cut off while sending does not read the answer. */
export function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), LEFTOVER_MS).unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

function isTimeout(error: Error): boolean {
  return errorCode(error) === errorCode(timeout());
}

function timeout(): Error {
  return Object.assign(new Error('the body stalls'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
}
