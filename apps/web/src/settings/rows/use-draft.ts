import { useState } from 'react';

/** Something being edited: as it is set until it is changed, and then as it was typed, whatever is set meanwhile. */
export function useDraft<T>(set: T) {
  const [draft, setDraft] = useState<T | null>(null);
  const value = draft ?? set;
  return {
    value,
    dirty: draft !== null && JSON.stringify(draft) !== JSON.stringify(set),
    change: (part: Partial<T>): void => setDraft({ ...value, ...part }),
    drop: (): void => setDraft(null),
  };
}
