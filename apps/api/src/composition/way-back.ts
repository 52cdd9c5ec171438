import type { Opened } from '#event-log';
import { InvalidInput, type ConnectorDefinition, type Reading } from '#kernel';

/** A connector, and the path a message came to it by. */
interface Way {
  readonly connector: ConnectorDefinition;
  readonly path: string;
}

/** Reads messages in quarantine the way they came. */
export class WayBack {
  private readonly connectors: ReadonlyMap<string, ConnectorDefinition>;

  /** `webhooksOf`: the webhook of each key of a source that is in force, null for a key of none. */
  constructor(
    connectors: readonly ConnectorDefinition[],
    private readonly webhooksOf: (source: string) => Promise<readonly (string | null)[]> = () => Promise.resolve([]),
  ) {
    this.connectors = new Map(connectors.map((connector) => [connector.name, connector]));
  }

  /**
   * What an entry says, with what its delivery said once for all; `stated` stands for the message, which is taken as
   * arrived at `arrivedAt`. One without an id gets one that is the same at every replay. `asked` reads it where nothing
   * is known of how it came. Throws InvalidInput (`quarantine.no-connector`).
   */
  async reading(entry: Opened, stated: unknown, arrivedAt: number, asked: string | undefined): Promise<Reading> {
    const { receivedAt, id, once } = entry;
    const { connector, path } = await this.way(entry, stated, asked);
    const body = connector.again === undefined ? stated : connector.again(stated, path, once?.shared);
    const { sentAt: saidAgain, ...reading } = connector.read({
      body,
      raw: Buffer.from(JSON.stringify(body) ?? 'null'),
      path,
      arrivedAt: receivedAt,
      header: () => undefined,
      headerNames: () => [],
    });
    const sentAt = saidAgain ?? once?.sentAt;
    return {
      ...reading,
      ...(sentAt === undefined ? {} : { sentAt: later(sentAt, arrivedAt - receivedAt) }),
      reports: reading.reports.map((report, i) => ({
        ...report,
        messageId: report.messageId ?? entry.messageId ?? `quarantine/${id}${i === 0 ? '' : `/${i}`}`,
      })),
    };
  }

  /** The connectors that may read an entry, where it has to be said which; none where it is known. */
  async readers(entry: Opened): Promise<readonly string[]> {
    if (this.noted(entry) !== null || (await this.ofSource(entry.source)) !== null) return [];
    return [...this.connectors.keys()];
  }

  /** The connector of that name. Throws InvalidInput (`quarantine.no-connector`). */
  named(name: string): ConnectorDefinition {
    const connector = this.connectors.get(name);
    if (connector !== undefined) return connector;
    throw new InvalidInput('quarantine.no-connector', [
      { where: 'connector', what: `${JSON.stringify(name.slice(0, 50))} is none`, remedy: `known are ${this.known}` },
    ]);
  }

  /** What an entry came through, else what is asked for, else what its source's keys are for. */
  private async way(entry: Opened, stated: unknown, asked: string | undefined): Promise<Way> {
    const noted = this.noted(entry);
    if (noted !== null) return noted;
    const connector = asked === undefined ? await this.ofSource(entry.source) : this.named(asked);
    if (connector !== null) return { connector, path: pathOf(connector, stated) };
    const what =
      entry.connector === null
        ? 'came in a way that was not noted'
        : `came through ${entry.connector}, which is not there any more`;
    throw new InvalidInput('quarantine.no-connector', [
      { where: 'connector', what, remedy: `say which connector reads it: ${this.known}` },
    ]);
  }

  private noted({ connector: name, path }: Pick<Opened, 'connector' | 'path'>): Way | null {
    const connector = name === null ? undefined : this.connectors.get(name);
    return connector === undefined || path === null ? null : { connector, path };
  }

  /** The webhook that every key of a source is for; null where there is none, or another. */
  private async ofSource(source: string): Promise<ConnectorDefinition | null> {
    const [webhook, ...others] = new Set(await this.webhooksOf(source));
    return (typeof webhook === 'string' && others.length === 0 ? this.connectors.get(webhook) : undefined) ?? null;
  }

  private get known(): string {
    return [...this.connectors.keys()].join(', ');
  }
}

/** The path by which a message came that states its type; the connector's first where that says nothing. */
function pathOf({ paths }: ConnectorDefinition, stated: unknown): string {
  const type: unknown = (stated as { readonly type?: unknown } | null)?.type;
  return paths.find((path) => typeof type === 'string' && path.endsWith(`/${type}`)) ?? paths[0]!;
}

/** What a client's clock would have said, had the message arrived by so many milliseconds later. */
function later(sentAt: string, by: number): string {
  const at = Date.parse(sentAt);
  return by === 0 || Number.isNaN(at) ? sentAt : new Date(at + by).toISOString();
}
