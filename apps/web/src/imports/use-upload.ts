import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { upload, type Uploaded } from '../api/upload.js';

/** An upload, under way or not. */
export interface Uploading {
  readonly start: (file: File) => void;
  readonly cancel: () => void;
  /** The file that is on its way. */
  readonly file: File | null;
  /** From 0 to 1. */
  readonly share: number;
  readonly error: Error | null;
}

/** Uploads one file at a time, says how far it is, and asks before the page is left meanwhile. */
export function useUpload(onDone: (uploaded: Uploaded) => void): Uploading {
  const [share, setShare] = useState(0);
  const stopping = useRef<AbortController | null>(null);
  const sending = useMutation({
    mutationFn: (file: File) => {
      const controller = new AbortController();
      stopping.current = controller;
      setShare(0);
      return upload(file, { onProgress: setShare, signal: controller.signal });
    },
    onSuccess: onDone,
  });
  const { isPending, error, variables } = sending;
  useEffect(() => {
    if (!isPending) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isPending]);
  useEffect(() => () => stopping.current?.abort(), []);
  return {
    start: (file) => sending.mutate(file),
    cancel: () => stopping.current?.abort(),
    file: isPending ? (variables ?? null) : null,
    share,
    error: error instanceof DOMException && error.name === 'AbortError' ? null : error,
  };
}
