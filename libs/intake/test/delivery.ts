import type { Delivery } from '#kernel';

/** A delivery as it comes from HTTP, from its body. */
export function delivery(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Delivery {
  const raw = Buffer.from(JSON.stringify(body) ?? '');
  return {
    path,
    body: JSON.parse(raw.length === 0 ? 'null' : raw.toString()) as unknown,
    raw,
    header: (name) => headers[name],
    headerNames: () => Object.keys(headers),
    arrivedAt: Date.parse('2026-03-01T12:00:00.000Z'),
  };
}
