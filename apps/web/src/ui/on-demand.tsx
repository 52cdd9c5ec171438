import { cloneElement, Suspense, useState, type ReactElement, type ReactNode } from 'react';

interface Props {
  /** Puts the menu, opened as soon as it is there, round the button it hangs under. */
  readonly renderMenu: (button: ReactElement) => ReactNode;
  readonly children: ReactElement<{ onClick?: () => void }>;
}

/** A button whose menu is loaded when it is first asked for, so that the first page is small. */
export function OnDemand({ renderMenu, children }: Props) {
  const [wanted, setWanted] = useState(false);
  if (!wanted) return cloneElement(children, { onClick: () => setWanted(true) });
  return <Suspense fallback={children}>{renderMenu(children)}</Suspense>;
}
