import any from 'google-protobuf/google/protobuf/any_pb.js';
import googleEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Expectation, Kept, Proposed } from './stand-in-store.js';

const { BatchAppendResp, ReadResp } = streams;

type BatchAppendReq = InstanceType<typeof streams.BatchAppendReq>;
type AppendOptions = NonNullable<ReturnType<BatchAppendReq['getOptions']>>;
type ProposedMessage = ReturnType<BatchAppendReq['getProposedMessagesList']>[number];
type Answer = InstanceType<typeof BatchAppendResp>;
type Read = InstanceType<typeof ReadResp>;

/** .NET ticks of a millisecond. */
const TICKS = 10_000n;

/** The methods the client asks for; with `BatchAppend` among them it appends through one duplex stream. */
export function supportedMethods(): InstanceType<typeof features.SupportedMethods> {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion('24.6.0');
  methods.setMethodsList(
    ['batchappend', 'append', 'read'].map((name) => {
      const method = new features.SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      method.setFeaturesList([]);
      return method;
    }),
  );
  return methods;
}

export function streamName(identifier: InstanceType<typeof shared.StreamIdentifier> | undefined): string {
  return Buffer.from(identifier!.getStreamName_asU8()).toString('utf8');
}

export function proposed(message: ProposedMessage): Proposed {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()!.getString(),
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? 'application/octet-stream',
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}

export function expectation(options: AppendOptions): Expectation {
  if (options.hasNoStream()) return 'none';
  if (options.hasStreamExists()) return 'exists';
  return options.hasAny() ? 'any' : Number(options.getStreamPosition());
}

export function appended(correlation: string, revision: number, position: number): Answer {
  const success = new BatchAppendResp.Success();
  success.setCurrentRevision(String(revision));
  success.setPosition(place(position));
  const answer = answering(correlation);
  answer.setSuccess(success);
  return answer;
}

export function wrongVersion(correlation: string, stream: string, actual: number): Answer {
  const wrong = new shared.WrongExpectedVersion();
  if (actual < 0) wrong.setCurrentNoStream(new googleEmpty.Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  wrong.setExpectedAny(new googleEmpty.Empty());
  return failed(correlation, stream, 'event_store.client.WrongExpectedVersion', wrong.serializeBinary());
}

export function timedOut(correlation: string, stream: string): Answer {
  return failed(correlation, stream, 'event_store.client.Timeout', new shared.Timeout().serializeBinary());
}

function failed(correlation: string, stream: string, type: string, details: Uint8Array): Answer {
  const packed = new any.Any();
  packed.pack(details, type);
  const error = new status.Status();
  error.setDetails(packed);
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  const answer = answering(correlation);
  answer.setError(error);
  answer.setStreamIdentifier(identifier);
  return answer;
}

function answering(correlation: string): Answer {
  const id = new shared.UUID();
  id.setString(correlation);
  const answer = new BatchAppendResp();
  answer.setCorrelationId(id);
  return answer;
}

function place(position: number): InstanceType<typeof shared.AllStreamPosition> {
  const at = new shared.AllStreamPosition();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  return at;
}

/** An event as it is read; with its place unless the server is one that does not tell it of a stream's events. */
export function readEvent(kept: Kept, placed: boolean): Read {
  const id = new shared.UUID();
  id.setString(kept.id);
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(kept.stream).toString('base64'));
  const record = new ReadResp.ReadEvent.RecordedEvent();
  record.setId(id);
  record.setStreamIdentifier(identifier);
  record.setStreamRevision(String(kept.revision));
  const position = placed ? String(kept.position) : String(2n ** 64n - 1n);
  record.setCommitPosition(position);
  record.setPreparePosition(position);
  record.getMetadataMap().set('type', kept.type);
  record.getMetadataMap().set('content-type', kept.contentType);
  record.getMetadataMap().set('created', String(BigInt(kept.created) * TICKS));
  record.setData(kept.data);
  record.setCustomMetadata(kept.metadata);
  const event = new ReadResp.ReadEvent();
  event.setEvent(record);
  if (placed) event.setCommitPosition(position);
  else event.setNoPosition(new shared.Empty());
  return reading((read) => read.setEvent(event));
}

export function notFound(stream: string): Read {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier);
  return reading((read) => read.setStreamNotFound(missing));
}

export function confirmed(): Read {
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  return reading((read) => read.setConfirmation(confirmation));
}

/** Some checkpoints of a real server have no prepare position. */
export function checkpoint(position: number): Read {
  const reached = new ReadResp.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition('0');
  return reading((read) => read.setCheckpoint(reached));
}

export function caughtUp(): Read {
  return reading((read) => read.setCaughtUp(new ReadResp.CaughtUp()));
}

function reading(fill: (read: Read) => unknown): Read {
  const read = new ReadResp();
  fill(read);
  return read;
}
