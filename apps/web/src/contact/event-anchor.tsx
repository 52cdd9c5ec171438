import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const route = getRouteApi('/app/contacts/$contact');

interface Props {
  readonly event: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Leads to an event in the inspector beside the journey. */
export function EventAnchor({ event, className, children }: Props) {
  return (
    <route.Link
      to="."
      search={(now) => ({ ...now, event, selected: event, field: undefined })}
      {...(className === undefined ? {} : { className })}
    >
      {children}
    </route.Link>
  );
}
