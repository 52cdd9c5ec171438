import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';

interface FormInPlace {
  readonly ref: RefObject<HTMLFormElement | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Esc is its own, wherever the focus is: see `useKeys`. */
  readonly 'data-takes-esc': true;
}

/** What a form is given that stands in the page, for the time it is filled in: it begins in its first field, esc leaves it. */
export function useFormInPlace(onClose: () => void): FormInPlace {
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => ref.current?.querySelector<HTMLElement>('input,select,textarea')?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return { ref, onKeyDown, 'data-takes-esc': true };
}
