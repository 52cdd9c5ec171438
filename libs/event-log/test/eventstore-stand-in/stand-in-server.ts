import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import {
  appended,
  expectation,
  proposed,
  streamName,
  supportedMethods,
  timedOut,
  wrongVersion,
} from './stand-in-messages.js';
import { answerRead, fail, type ReadCall } from './stand-in-reads.js';
import { StandInStore, type Expectation, type Proposed } from './stand-in-store.js';

type Request = InstanceType<typeof streams.BatchAppendReq>;
type Response = InstanceType<typeof streams.BatchAppendResp>;
type AppendCall = ServerDuplexStream<Request, Response>;

/** How a stand-in is set up. */
export interface StandInOptions {
  /** 0 takes a free port. */
  readonly port?: number;
  /** Where it keeps its events; in memory where missing. */
  readonly file?: string;
  readonly maxAppendBytes?: number;
  /** Whether a stream's events are read with their place in the log. */
  readonly placed?: boolean;
  /** PEM texts; without them it speaks plainly, and asks nobody who they are. */
  readonly tls?: { readonly key: string; readonly certificate: string };
  /** Who may call, `name:password`; everybody where missing. */
  readonly credentials?: string;
}

/** One append as its parts come in. */
interface Coming {
  readonly stream: string;
  readonly expected: Expectation;
  readonly deadline: number;
  readonly events: Proposed[];
}

const DEFAULT_MAX_APPEND = 1024 * 1024;

/**
 * A stand-in for an EventStoreDB server: a gRPC server on loopback that answers what the client asks as a real server
 * was seen to, and goes wrong when told to. What is proved on it is our client code, not the server.
 */
export class StandInServer {
  readonly store: StandInStore;
  private readonly server = new Server({ 'grpc.max_receive_message_length': 20 * 1024 * 1024 });
  private readonly following = new Set<ReadCall>();
  private readonly appending = new Set<AppendCall>();
  private wakes: (() => void)[] = [];
  private losing = false;
  private notReadyUntil = 0;
  private pause = 0;
  private failing: number | null = null;
  port = 0;
  /** So much was said in answer to reads. */
  sent = 0;

  constructor(private readonly options: StandInOptions = {}) {
    this.store = new StandInStore(options.file ?? null);
  }

  /** Listens; answers the port. */
  async start(): Promise<number> {
    this.server.addService(services.StreamsService, {
      read: (call: ReadCall) => this.read(call),
      batchAppend: (call: AppendCall) => this.append(call),
      append: (call: AppendCall) => fail(call, status.UNIMPLEMENTED, 'the stand-in appends in batches only'),
      delete: (_: unknown, done: sendUnaryData<never>) => done({ code: status.UNIMPLEMENTED }),
      tombstone: (_: unknown, done: sendUnaryData<never>) => done({ code: status.UNIMPLEMENTED }),
    });
    this.server.addService(features.ServerFeaturesService, {
      getSupportedMethods: (_: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) =>
        this.notReady ? done({ code: status.UNKNOWN, details: 'Server Is Not Ready' }) : done(null, supportedMethods()),
    });
    const { tls } = this.options;
    const credentials =
      tls === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(null, [
            { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
          ]);
    this.port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync(`127.0.0.1:${this.options.port ?? 0}`, credentials, (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    return this.port;
  }

  /** Stops at once, whatever is on its way. */
  stop(): void {
    this.wake();
    this.server.forceShutdown();
  }

  /** The next append is stored, and the connection is lost before its answer. */
  loseNext(): void {
    this.losing = true;
  }

  /** Answers for so long as a server that is starting. */
  notReadyFor(milliseconds: number): void {
    this.notReadyUntil = Date.now() + milliseconds;
  }

  /** Answers appends only after so long, whatever their deadline. */
  answerAfter(milliseconds: number): void {
    this.pause = milliseconds;
  }

  /** The next read that comes so far fails after so many events, with an error that says nothing. */
  failReadAfter(events: number): void {
    this.failing = events;
  }

  /** Ends every subscription, as a server does whose consumer is too slow. */
  dropSubscriptions(): void {
    for (const call of this.following) fail(call, status.ABORTED, 'Consumer too slow to handle event while live.');
    this.following.clear();
  }

  private get notReady(): boolean {
    return Date.now() < this.notReadyUntil;
  }

  private read(call: ReadCall): void {
    if (this.refuses(call)) return;
    if (call.request.getOptions()!.hasSubscription()) {
      this.following.add(call);
      call.on('close', () => this.following.delete(call));
      call.on('cancelled', () => this.following.delete(call));
    }
    const write = call.write.bind(call);
    let written = 0;
    call.write = (message: Parameters<ReadCall['write']>[0]) => {
      if (written++ === this.failing) {
        this.failing = null;
        throw new Error('the read came to nothing');
      }
      this.sent++;
      return write(message);
    };
    answerRead(call, this.store, this.options.placed ?? true, () => this.appended()).catch((error: unknown) =>
      fail(call, status.INTERNAL, String(error)),
    );
  }

  private append(call: AppendCall): void {
    if (this.refuses(call)) return;
    const coming = new Map<string, Coming>();
    this.appending.add(call);
    call.on('close', () => this.appending.delete(call));
    call.on('cancelled', () => this.appending.delete(call));
    call.on('data', (request: Request) => {
      const correlation = request.getCorrelationId()!.getString();
      const options = request.getOptions();
      if (options !== undefined)
        coming.set(correlation, {
          stream: streamName(options.getStreamIdentifier()),
          expected: expectation(options),
          deadline: options.getDeadline()?.toDate().getTime() ?? Number.MAX_SAFE_INTEGER,
          events: [],
        });
      const append = coming.get(correlation)!;
      append.events.push(...request.getProposedMessagesList().map(proposed));
      if (!request.getIsFinal()) return;
      coming.delete(correlation);
      this.take(call, correlation, append);
    });
    call.on('end', () => call.end());
  }

  /** Stored at once, answered a little later: what is lost in between is stored, and nobody knows. */
  private take(call: AppendCall, correlation: string, append: Coming): void {
    const { stream, events, expected, deadline } = append;
    const most = this.options.maxAppendBytes ?? DEFAULT_MAX_APPEND;
    if (events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0) > most) {
      this.refuseSize(call, most);
      return;
    }
    const answer = this.store.append(stream, events, expected);
    this.wake();
    if (this.losing) {
      this.losing = false;
      // What came in the same moment is stored, too, and goes unanswered.
      setTimeout(() => this.lose(), 5);
      this.pause = Math.max(this.pause, 50);
      setTimeout(() => (this.pause = 0), 20);
    }
    const reply = (): void => {
      if (call.cancelled || call.destroyed || call.writableEnded) return;
      call.write(
        Date.now() > deadline
          ? timedOut(correlation, stream)
          : answer.kind === 'success'
            ? appended(correlation, answer.revision, answer.position)
            : wrongVersion(correlation, stream, answer.actual),
      );
    };
    if (this.pause > 0) setTimeout(reply, this.pause).unref();
    else setImmediate(reply);
  }

  /** Ends the whole stream of appends, and with it all that are on their way: so a real server does. */
  private refuseSize(call: AppendCall, most: number): void {
    const metadata = new Metadata();
    metadata.set('exception', 'maximum-append-size-exceeded');
    metadata.set('maximum-append-size', String(most));
    call.emit('error', { code: status.INVALID_ARGUMENT, details: `the append is over ${most} bytes`, metadata });
  }

  private lose(): void {
    for (const call of this.appending) fail(call, status.UNAVAILABLE, 'Connection dropped');
    this.appending.clear();
  }

  private refuses(call: ReadCall | AppendCall): boolean {
    if (this.notReady) {
      fail(call, status.UNKNOWN, 'Server Is Not Ready');
      return true;
    }
    const { credentials } = this.options;
    const given = call.metadata.get('authorization')[0];
    if (credentials === undefined || given === `Basic ${Buffer.from(credentials).toString('base64')}`) return false;
    fail(call, status.UNAUTHENTICATED, 'Unauthenticated');
    return true;
  }

  private wake(): void {
    for (const wake of this.wakes.splice(0)) wake();
  }

  private appended(): Promise<void> {
    return new Promise((resolve) => this.wakes.push(resolve));
  }
}
