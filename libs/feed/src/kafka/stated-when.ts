/** What of an envelope goes into headers besides what the log tells. */
export interface Stated {
  /** Instant of the occurrence; null for a day, and where nobody knows. */
  readonly time: string | null;
  readonly origin: 'live' | 'history';
  /** Version of the event's type. */
  readonly version: number;
}

interface Members {
  readonly occurredAt?: string;
  readonly origin?: string;
  readonly version?: number;
}

const HEAD = /^\{"id":"[^"]*","type":"[^"]*","version":(\d+)[,}]/;
const TAIL = '},"occurredAt":"';

/**
 * Reads these members out of an envelope's text without parsing the payload where it can: envelopes are written with
 * type and version first and the occurrence after the payload. Texts of another order are parsed whole.
 */
export function statedWhen(text: string): Stated {
  const version = HEAD.exec(text)?.[1];
  const tail = version === undefined ? null : afterPayload(text);
  const members: Members = tail ?? (JSON.parse(text) as Members);
  const { occurredAt } = members;
  return {
    time: occurredAt !== undefined && occurredAt.length > 'yyyy-mm-dd'.length ? occurredAt : null,
    origin: members.origin === 'history' ? 'history' : 'live',
    version: version === undefined ? (members.version ?? 1) : Number(version),
  };
}

/** From the last occurrence on; what follows is whole JSON only where it stands at the top, and not in the payload. */
function afterPayload(text: string): Members | null {
  const at = text.lastIndexOf(TAIL);
  if (at < 0) return null;
  try {
    return JSON.parse(`{${text.slice(at + 2)}`) as Members;
  } catch {
    // it was a member of the payload
    return null;
  }
}
