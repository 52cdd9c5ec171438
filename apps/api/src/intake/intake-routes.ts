import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authority, ConnectorDefinition } from '#kernel';
import type { IntakeService } from '#intake';
import { statedCorrelation, writeTraceContext } from '#platform';
import { BODY_LIMITS, decompressed, keylessLimits, parsed, type BodyLimits } from './body.js';
import { answerOf, circumstancesOf, deliveryOf, readingOf, type Answer, type Handed } from './handed.js';
import { INTAKE_SCOPE, keyOfBody, keyOfHeaders, type KeyVerifier, type VerifiedKey } from './key-verifier.js';
import { IntakeProblem, problemOf, unforeseen } from './problems.js';
import { verifyWebhook, type Webhooks } from './webhooks.js';

/** What the routes of intake are made of. */
export interface IntakeSetup {
  readonly service: Pick<IntakeService, 'accept'>;
  readonly connectors: readonly ConnectorDefinition[];
  /** Shares large deliveries with other threads; `here` takes one in this. */
  readonly share?: (handed: Handed, here: () => Promise<Answer>) => Promise<Answer>;
  readonly keys: KeyVerifier;
  /** What the deliveries of webhooks are verified by. */
  readonly webhooks: Webhooks;
  readonly limits?: Partial<BodyLimits>;
  /** Bytes of bodies that may be on their way at the same time; more are turned away with 503. */
  readonly receiving?: number;
  /** Hears of every delivery that was taken: for metrics. */
  readonly onReceipt?: (connector: string, source: string, answer: Answer) => void;
  /** Hears of what nobody foresaw. */
  readonly onTrouble: (error: unknown, request: { readonly id: string; readonly path: string }) => void;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route looks itself whether whoever asks has what it declares as `access`. */
    guardsItself?: true;
  }
}

/** What a route declares of itself: recording needs a key with the scope; a key may also stand in the body. */
export const INTAKE_ACCESS = { access: 'intake.write', guardsItself: true } as const;

/** The key stands in the address of a webhook: its source can send none otherwise. */
const KEY_IN_PATH = ':key';

/** Bodies up to this size are bounded by the number of connections. */
const SMALL_BODY = 64 * 1024;

/** On whose right a source records. */
const AUTHORITY: Authority = { kind: 'scope', name: INTAKE_SCOPE };

const RAW = 'application/octet-stream';

const verified = Symbol('verified key');
const arrived = Symbol('arrival');
const contentType = Symbol('content type');

interface IntakeRequest extends FastifyRequest {
  [verified]?: VerifiedKey;
  [arrived]?: number;
  [contentType]?: string | undefined;
}

/**
 * Adds a POST route for every path of every connector, in a scope of its own: its bodies stay raw until here. A new
 * connector needs no route. Answers 200 when every message is durable: recorded, repeated, or in quarantine.
 */
export async function addIntakeRoutes(fastify: FastifyInstance, setup: IntakeSetup): Promise<void> {
  const limits = { ...BODY_LIMITS, ...setup.limits };
  await fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(RAW, { parseAs: 'buffer', bodyLimit: limits.received }, (_request, body, parsedBody) =>
      parsedBody(null, body),
    );
    scope.setErrorHandler((error, request, reply) => fail(error, request, reply, setup));
    const receiving = new Receiving(setup.receiving ?? 256 * 1024 * 1024, limits.received);
    for (const connector of setup.connectors)
      for (const path of connector.paths)
        scope.route({
          method: 'POST',
          url: connector.verify === undefined ? `/${path}` : `/${path}/${KEY_IN_PATH}`,
          config: { ...INTAKE_ACCESS },
          onRequest: (request: IntakeRequest, reply, next) => {
            request[arrived] = Date.now();
            // Bodies are read whatever they are called, even by names that are none.
            request[contentType] = request.headers['content-type'];
            request.headers['content-type'] = RAW;
            try {
              receiving.admit(request, reply);
            } catch (error) {
              next(error as Error);
              return;
            }
            const key = connector.verify === undefined ? keyOfHeaders(request.headers) : keyOfPath(request);
            if (key === null) admitKeyless(request, limits, next);
            else authenticate(key, request, connector, setup.keys, next);
          },
          handler: (request, reply) => take(request, reply, path, connector, setup, limits, receiving),
        });
    done();
  });
}

/** What says before it is read that it is too large to be read without a key is not read. */
function admitKeyless({ headers }: IntakeRequest, limits: BodyLimits, next: (error?: Error) => void): void {
  try {
    refuseLarger(Number(headers['content-length'] ?? 0), keylessLimits(limits));
  } catch (error) {
    next(error as Error);
    return;
  }
  next();
}

function refuseLarger(bytes: number, { received }: BodyLimits): void {
  if (bytes > received)
    throw new IntakeProblem(
      413,
      'delivery.too-large',
      `A body of more than ${received} bytes needs its key in the headers: as the user of Basic authorization, as a Bearer token, or in x-write-key.`,
    );
}

/** Keys in the headers are looked at before the body is read. */
function authenticate(
  key: string,
  request: IntakeRequest,
  connector: ConnectorDefinition,
  keys: KeyVerifier,
  next: (error?: Error) => void,
): void {
  const known = (found: VerifiedKey | null): void => {
    try {
      request[verified] = allowed(found, connector);
      next();
    } catch (error) {
      next(error as Error);
    }
  };
  try {
    const found = keys.verify(key);
    if (found instanceof Promise) found.then(known, next);
    else known(found);
  } catch (error) {
    next(error as Error);
  }
}

function keyOfPath(request: FastifyRequest): string {
  return (request.params as { readonly key: string }).key;
}

function allowed(key: VerifiedKey | null, connector: ConnectorDefinition): VerifiedKey {
  if (key === null)
    throw new IntakeProblem(401, 'key.unknown', 'This key opens nothing here: it is unknown, or was revoked.', {
      'www-authenticate': 'Basic realm="throughline"',
    });
  if (!key.scopes.includes(INTAKE_SCOPE))
    throw new IntakeProblem(403, 'key.scope', `This key lacks the scope ${INTAKE_SCOPE}: issue one that has it.`);
  if (key.webhook !== undefined && connector.verify === undefined)
    throw new IntakeProblem(
      403,
      'key.of-webhook',
      `This key belongs to the webhook of ${key.webhook} and records nothing that is not signed: issue another for this.`,
    );
  return key;
}

async function take(
  request: IntakeRequest,
  reply: FastifyReply,
  path: string,
  connector: ConnectorDefinition,
  setup: IntakeSetup,
  limits: BodyLimits,
  receiving: Receiving,
): Promise<FastifyReply> {
  const { headers } = request;
  const received = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const within = request[verified] === undefined ? keylessLimits(limits) : limits;
  refuseLarger(received.length, within);
  const raw = received.length === 0 ? received : await decompressed(received, headers['content-encoding'], within);
  receiving.grew(raw.length - received.length, reply);
  const key = request[verified] ?? (await keyIn(raw, connector, setup.keys, within));
  const handed = handedOf(request, raw, path, connector, key);
  if (connector.verify !== undefined) {
    // Before it is handed over: what is not its source's is nobody's work.
    const asked = await verifyWebhook(connector, deliveryOf(handed, connector, limits), request, key, setup.webhooks);
    if (asked !== null) return reply.send(asked);
  }
  const here = (): Promise<Answer> =>
    setup.service
      .accept(() => readingOf(handed, connector, limits), handed.deliverer, circumstancesOf(handed, connector))
      .then((receipt) => answerOf(receipt, handed.each));
  const answer = await (setup.share === undefined ? here() : setup.share(handed, here));
  setup.onReceipt?.(connector.name, key.source, answer);
  return reply.send(answer);
}

/** What intake takes over of a request. */
function handedOf(
  request: IntakeRequest,
  raw: Buffer,
  path: string,
  connector: ConnectorDefinition,
  key: VerifiedKey,
): Handed {
  const { headers } = request;
  headers['content-type'] = request[contentType];
  const correlation =
    statedCorrelation(single(headers['x-correlation-id'])) ??
    (request.span === undefined ? undefined : writeTraceContext(request.span.context));
  return {
    connector: connector.name,
    path,
    raw,
    headers,
    deliverer: { id: key.id, source: key.source, authority: AUTHORITY },
    circumstances: {
      arrivedAt: request[arrived]!,
      bytes: raw.length,
      ...((request.query as { origin?: unknown }).origin === 'history' ? { origin: 'history' } : {}),
      ...(correlation === undefined ? {} : { correlation }),
    },
    each: single(headers['prefer'])?.includes('return=representation') === true,
  };
}

async function keyIn(
  raw: Buffer,
  connector: ConnectorDefinition,
  keys: KeyVerifier,
  limits: BodyLimits,
): Promise<VerifiedKey> {
  const key = (connector.bodies ?? 'json') === 'json' ? keyOfBody(parsed(raw, limits)) : null;
  if (key === null)
    throw new IntakeProblem(
      401,
      'key.missing',
      'No key: send it as the user of Basic authorization, as a Bearer token, in x-write-key, or as writeKey or api_key in the body.',
      { 'www-authenticate': 'Basic realm="throughline"' },
    );
  return allowed(await keys.verify(key), connector);
}

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply, setup: IntakeSetup): FastifyReply {
  const foreseen = problemOf(error);
  // clients come again by themselves, but somebody has to make room
  if (foreseen === null || foreseen.body.code === 'database.short')
    setup.onTrouble(error, { id: request.id, path: request.routeOptions.url ?? '' });
  const { status, headers, body } = foreseen ?? unforeseen();
  return reply.code(status).headers(headers).type('application/problem+json').send(JSON.stringify(body));
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Bounds the bytes of bodies on their way, so that many large ones at once cannot fill the memory. */
class Receiving {
  private bytes = 0;

  constructor(
    private readonly most: number,
    private readonly largest: number,
  ) {}

  admit({ headers }: FastifyRequest, reply: FastifyReply): void {
    const stated = headers['content-length'];
    const size = stated === undefined ? this.largest : Number(stated);
    if (size <= SMALL_BODY) return;
    if (this.bytes > 0 && this.bytes + size > this.most)
      throw new IntakeProblem(503, 'intake.busy', 'Too much is being received already.', { 'retry-after': '1' });
    this.hold(size, reply);
  }

  /** Counts what a body has become larger by, once it is decompressed. Throws IntakeProblem where that is too much. */
  grew(by: number, reply: FastifyReply): void {
    if (by <= SMALL_BODY) return;
    if (this.bytes + by > this.most)
      throw new IntakeProblem(503, 'intake.busy', 'Too much is being decompressed already.', { 'retry-after': '1' });
    this.hold(by, reply);
  }

  private hold(size: number, reply: FastifyReply): void {
    this.bytes += size;
    reply.raw.once('close', () => {
      this.bytes -= size;
    });
  }
}
