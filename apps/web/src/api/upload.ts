import { ApiProblem, csrfToken, readProblem } from './client.js';

/** A file that was uploaded. */
export interface Uploaded {
  readonly file: string;
  readonly name: string;
  readonly bytes: number;
}

interface Options {
  /** From 0 to 1, as it goes on. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Uploads a file as it is, gzipped or not. Throws ApiProblem, or an AbortError where it was cancelled. */
export function upload(file: File, { onProgress, signal }: Options): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    // fetch says nothing of how much it has sent.
    const request = new XMLHttpRequest();
    request.open('POST', `/api/imports/files?${new URLSearchParams({ name: file.name }).toString()}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', file.name.endsWith('.gz') ? 'application/gzip' : 'text/csv');
    const token = csrfToken();
    if (token !== null) request.setRequestHeader('x-csrf-token', token);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onerror = () => reject(new ApiProblem({ status: 0, title: 'unreachable', code: 'network.unreachable' }));
    request.onabort = () => reject(new DOMException('The upload was cancelled', 'AbortError'));
    request.onload = () => {
      const { status, statusText, responseText } = request;
      const retryAfter = request.getResponseHeader('retry-after');
      if (status < 300) resolve(JSON.parse(responseText) as Uploaded);
      else reject(new ApiProblem(readProblem({ status, statusText, retryAfter }, responseText)));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
