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

/** Listens to keys on the whole page, leaving alone those that belong to a field, a menu or a dialog. */
export function useKeys(handlers: Readonly<Record<string, Handler>>, active = true): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const name = keyName(event);
    const handler = handlers[name];
    if (handler === undefined) return;
    if (!name.startsWith('mod+') && takesKeys(event.target)) return;
    if (name === 'enter' && event.target instanceof Element && event.target.closest('a,button') !== null) return;
    event.preventDefault();
    handler(event);
  });
  useEffect(() => {
    if (!active) return undefined;
    const listener = (event: KeyboardEvent): void => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [active]);
}
