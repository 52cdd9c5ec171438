import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../ui/states.js';

/** What is shown where a screen itself fails: what failed and the way to try again. */
export function Crash({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error instanceof Error ? error : new Error(String(error))} retry={reset} />;
}
