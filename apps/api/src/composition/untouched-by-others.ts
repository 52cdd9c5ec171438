import type { AppendOutcome, AppendRequest, Envelope, EventLog } from '#kernel';

/**
 * A log that is not asked to append touches whose ids stand for something else: it would answer so and count them as
 * received. For trying again what waits, which was received when it came.
 */
export function untouchedByOthers(log: Pick<EventLog, 'appendAll' | 'readStream'>): Pick<EventLog, 'appendAll'> {
  const standing = async ({ stream, events }: AppendRequest): Promise<AppendOutcome | null> => {
    const [first] = await log.readStream(stream);
    if (first === undefined) return null;
    if ((JSON.parse(first.text) as Envelope).fingerprint === events[0]!.fingerprint) return null;
    return { kind: 'appended', revision: first.revision, position: first.position, duplicate: 'yes', differs: true };
  };
  return {
    appendAll: async (requests) => {
      const stand = await Promise.all(requests.map(standing));
      const others = requests.filter((_, i) => stand[i] === null);
      const appended = others.length === 0 ? [] : [...(await log.appendAll(others))];
      return stand.map((outcome) => outcome ?? appended.shift()!);
    },
  };
}
