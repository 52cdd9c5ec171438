import type { Client } from 'pg';

/**
 * Counts how often rows were met, in a temporary table: memory stays constant whatever the size of the file, the table
 * is gone with its connection, and an import that goes on counts again from its first row.
 */
export class Occurrences {
  private constructor(private readonly client: Client) {}

  /** Begins to count on a connection that is used for nothing else meanwhile. */
  static async begin(client: Client): Promise<Occurrences> {
    await client.query(`SET temp_buffers = '32MB'`);
    await client.query('CREATE TEMPORARY TABLE met (content uuid PRIMARY KEY, times integer NOT NULL)');
    return new Occurrences(client);
  }

  /** For each key, in order, how often it was met before. */
  async count(keys: readonly string[]): Promise<readonly number[]> {
    const times = new Map<string, number>();
    for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
    const { rows } = await this.client.query<{ content: string; before: number }>({
      name: 'met',
      text: `INSERT INTO met (content, times) SELECT * FROM unnest($1::uuid[], $2::integer[]) AS new (content, times)
             ON CONFLICT (content) DO UPDATE SET times = met.times + excluded.times
             RETURNING content, times AS before`,
      values: [[...times.keys()], [...times.values()]],
    });
    const next = new Map(rows.map(({ content, before }) => [content, before - times.get(content)!]));
    return keys.map((key) => {
      const before = next.get(key)!;
      next.set(key, before + 1);
      return before;
    });
  }

  async end(): Promise<void> {
    await this.client.query('DROP TABLE met');
  }
}
