import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SubjectSearch } from '../app/search.js';

interface Props {
  readonly event: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Leads to an event in the inspector beside the journey. */
export function EventAnchor({ event, className, children }: Props) {
  return (
    <Link
      to="."
      search={(now: SubjectSearch) => ({ ...now, event, selected: event, field: undefined })}
      {...(className === undefined ? {} : { className })}
    >
      {children}
    </Link>
  );
}
