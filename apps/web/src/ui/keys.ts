import { useEffect, useEffectEvent } from 'react';

type Handler = (event: KeyboardEvent) => void;

/** The name of a key press: `j`, `?`, `escape`, `mod+k`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey'>): string {
  const key = event.key.toLowerCase();
  return event.altKey ? `alt+${key}` : event.metaKey || event.ctrlKey ? `mod+${key}` : key;
}

/** Whether a plain key belongs to what is focused: a field that is typed in, a menu or a dialog. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="menu"],[role="dialog"],[role="listbox"]') !== null
  );
}

/** Whether esc belongs to what is open over the page, or is filled in on it, wherever the focus is. */
function isEscTaken(): boolean {
  return document.querySelector('[role="menu"],[role="dialog"],[data-takes-esc]') !== null;
}

/**
 * Listens to keys on the whole page, leaving alone those that belong to a field, a menu or a dialog. What is open takes
 * esc: it is looked for before anything hears the key, since it may be closed by the time the page does.
 */
export function useKeys(handlers: Readonly<Record<string, Handler>>, active = true): void {
  const press = useEffectEvent((event: KeyboardEvent, escTaken: boolean): void => {
    if (event.defaultPrevented) return;
    const name = keyName(event);
    const handler = handlers[name];
    if (handler === undefined) return;
    if (!name.startsWith('mod+') && takesKeys(event.target)) return;
    if (name === 'escape' && escTaken) return;
    if (name === 'enter' && event.target instanceof Element && event.target.closest('a,button') !== null) return;
    event.preventDefault();
    handler(event);
  });
  useEffect(() => {
    if (!active) return undefined;
    let escTaken = false;
    const before = (event: KeyboardEvent): void => void (escTaken = event.key === 'Escape' && isEscTaken());
    const listener = (event: KeyboardEvent): void => press(event, escTaken);
    window.addEventListener('keydown', before, { capture: true });
    document.addEventListener('keydown', listener);
    return () => {
      window.removeEventListener('keydown', before, { capture: true });
      document.removeEventListener('keydown', listener);
    };
  }, [active]);
}
