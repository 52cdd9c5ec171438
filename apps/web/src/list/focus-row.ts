import type { RefObject } from 'react';

/**
 * Puts the focus on a row's link once the row is drawn: moving by keys then is moving the focus, and enter opens what
 * a link opens. Leaves the focus where it is while something is typed.
 */
export function focusRow(scroll: RefObject<HTMLElement | null>, key: string): void {
  requestAnimationFrame(() => {
    if (document.activeElement instanceof HTMLInputElement) return;
    scroll.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  });
}
