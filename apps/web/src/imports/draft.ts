/** What was chosen for an uploaded file: the mapping's document, and the uploaded files that rows are looked up in. */
export interface Draft {
  readonly document: string;
  /** By the name the document gives them. */
  readonly lookups: Readonly<Record<string, { readonly file: string; readonly name: string }>>;
}

/** As long as the tab: reloading and going back lose nothing. A document may be too long for an address. */
const keyOf = (file: string): string => `throughline.import.${file}`;

/** What was chosen in this tab; null where nothing was, or storage is refused. */
export function readDraft(file: string): Draft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(file)) ?? 'null');
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps what was chosen, where it may. */
export function keepDraft(file: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(file), JSON.stringify(draft));
  } catch {
    // Storage is refused (private mode): the choices then last as long as the page.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { document, lookups } = value as Partial<Record<keyof Draft, unknown>>;
  return typeof document === 'string' && typeof lookups === 'object' && lookups !== null;
}

/** The files that rows are looked up in, as the API takes them. */
export function lookupFiles({ lookups }: Draft): Readonly<Record<string, string>> | undefined {
  const files = Object.entries(lookups).map(([name, { file }]) => [name, file] as const);
  return files.length === 0 ? undefined : Object.fromEntries(files);
}
