import { useEffect, useState, type RefObject } from 'react';

/**
 * Gives the focus back to what had it, once what took it is closed; to `instead` where that is no longer there. Leaves
 * the focus alone where something else has taken it meanwhile.
 */
export function useFocusBack(instead?: RefObject<HTMLElement | null>): void {
  const [opener] = useState(focused);
  useEffect(
    () => () => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      const to = opener?.isConnected === true ? opener : instead?.current;
      to?.focus({ preventScroll: true });
    },
    [opener, instead],
  );
}

/** What has the focus; of a menu, which is about to close, the button it hangs under. */
function focused(): HTMLElement | null {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || activeElement === document.body) return null;
  const button = activeElement.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return button == null ? activeElement : document.getElementById(button);
}
