import { useEffect, useSyncExternalStore } from 'react';

/** Where a screen is: its own title, and the screen it hangs under. */
export interface Page {
  readonly title: string;
  readonly parent?: {
    readonly title: string;
    readonly to: '/contacts' | '/companies' | '/intake/imports' | '/kpis' | '/pipeline' | '/tickets';
  };
}

let page: Page = { title: '' };
const listeners = new Set<() => void>();

/** Says what the header and the window's title show while this screen is open. */
export function usePage(title: string, parent?: Page['parent']): void {
  const parentTitle = parent?.title;
  const to = parent?.to;
  useEffect(() => {
    page = parentTitle === undefined || to === undefined ? { title } : { title, parent: { title: parentTitle, to } };
    document.title = title === '' ? 'Throughline' : `${title} · Throughline`;
    for (const listener of listeners) listener();
  }, [title, parentTitle, to]);
}

/** The open screen's title. */
export function useOpenPage(): Page {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => page,
  );
}
