import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface Props {
  /** A screen's path, and what it keeps in its address. */
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly className?: string | undefined;
  readonly title?: string;
  readonly children: ReactNode;
}

const NOTHING = {};

/** Leads to a screen that is told by what is shown: its path is data, so the router's types cannot check it. */
export function AppLink({ to, search, className, title, children }: Props) {
  return (
    <Link
      to={to as '/'}
      search={(search ?? NOTHING) as never}
      {...(className === undefined ? {} : { className })}
      {...(title === undefined ? {} : { title })}
    >
      {children}
    </Link>
  );
}
