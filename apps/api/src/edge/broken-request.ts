import type { Socket } from 'node:net';
import { errorCode } from '#platform';
import { problem, type ProblemDetails } from './problem.js';

/** Answers what is no HTTP, or did not arrive in time, as far as it can be answered, and lets the client go. */
export function answerBroken(error: Error, socket: Socket): void {
  if (errorCode(error) === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { title, ...said } = problemOf(errorCode(error));
  const body = JSON.stringify({ title, ...said });
  socket.end(
    [
      `HTTP/1.1 ${said.status} ${title}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'content-type: application/problem+json; charset=utf-8',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function problemOf(code: string | undefined): ProblemDetails {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problem(408, 'request.timeout', 'the request did not arrive in time: send it again');
  if (code === 'HPE_HEADER_OVERFLOW') return problem(431, 'request.headers', 'the headers are too large');
  return problem(400, 'request.malformed', 'this is no request that is understood');
}
