import {
  createLogger,
  createTracing,
  inTracedBatch,
  NO_TRACING,
  readConfiguration,
  readTraceContext,
  traceContextOfEvent,
  tracingOptions,
  withCorrelation,
  writeTraceContext,
} from '#platform';
import { collector, type Collector } from '#platform/testing';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

const recorded = (position: number, correlation?: string) => ({
  position,
  text: `{"id":"e${position}","source":{"name":"s","messageId":"m"}${
    correlation === undefined ? '' : `,"correlation":"${correlation}"`
  },"payload":{}}`,
});

describe('a trace’s context', () => {
  it('is read and written as W3C Trace Context says', () => {
    expect(writeTraceContext(readTraceContext(PARENT)!)).toBe(PARENT);
    expect(readTraceContext(UNSAMPLED)).toMatchObject({ sampled: false });
  });

  it.each([
    undefined,
    'x',
    PARENT.toUpperCase(),
    `01${PARENT.slice(2)}`,
    `${PARENT}-x`,
    PARENT.replace(/[1-9a-f](?=.*-b7)/g, '0'),
    PARENT.replace('b7ad6b7169203331', '0000000000000000'),
  ])('%s is none', (text) => {
    expect(readTraceContext(text)).toBeUndefined();
  });

  it('is found in an envelope that was recorded with it, and not in others', () => {
    expect(traceContextOfEvent(recorded(1, PARENT).text)).toEqual(readTraceContext(PARENT));
    expect(traceContextOfEvent(recorded(1, 'order-77').text)).toBeUndefined();
    expect(traceContextOfEvent(recorded(1).text)).toBeUndefined();
    expect(traceContextOfEvent('{"payload":{"note":"\\"correlation\\":\\"00-"}}')).toBeUndefined();
  });
});

describe('tracing', () => {
  let collected: Collector;
  beforeEach(async () => void (collected = await collector()));
  afterEach(() => collected.close());

  const tracing = (ratio: string) =>
    createTracing(
      tracingOptions(
        readConfiguration({
          OTEL_EXPORTER_OTLP_ENDPOINT: `${collected.endpoint}/`,
          OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=abc=, other = two words ',
          OTEL_TRACES_SAMPLER_ARG: ratio,
        }),
        'test',
        '1.2.3',
      ),
    );

  it('is off unless an endpoint is given', async () => {
    expect(tracingOptions(readConfiguration({}), 'test', '1')).toBeUndefined();
    expect(await createTracing(undefined)).toBe(NO_TRACING);
  });

  it('sends spans as parts of the trace they came with, whatever the ratio', async () => {
    const on = await tracing('0');
    const span = on.begin('outer', { kind: 'server', parent: readTraceContext(PARENT) })!;
    on.begin('inner', { kind: 'internal', parent: span.context })!.end({ failed: 'Bad' });
    span.set({ size: 3 });
    span.end({ name: 'GET /x' });
    expect(on.begin('none', { kind: 'server' })).toBeNull();
    expect(on.begin('none', { kind: 'server', parent: readTraceContext(UNSAMPLED) })).toBeNull();
    await on.close();
    const { traceId } = readTraceContext(PARENT)!;
    expect(collected.spans).toMatchObject([
      { name: 'inner', traceId, parentSpanId: span.context.spanId, failed: true },
      { name: 'GET /x', traceId, parentSpanId: 'b7ad6b7169203331', kind: 2, service: 'test', attributes: { size: 3 } },
    ]);
    expect(collected.headers[0]).toMatchObject({ 'x-api-key': 'abc=', other: 'two words' });
  });

  it('keeps every trace that begins here at a ratio of 1', async () => {
    const on = await tracing('1');
    on.begin('mine', { kind: 'server' })!.end();
    await on.close();
    expect(collected.spans.map(({ name }) => name)).toEqual(['mine']);
  });

  it('puts a batch into the trace of the one request behind it, links it to several, leaves others alone', async () => {
    const on = await tracing('0');
    const other = PARENT.replace('b7ad', 'c8be');
    const work = () => Promise.resolve(7);
    const batch = (name: string, events: Parameters<typeof inTracedBatch>[1]['events']) =>
      inTracedBatch(on, { name, kind: 'consumer', events }, work);
    expect(await batch('one', [recorded(4), recorded(5, PARENT), recorded(6, PARENT)])).toBe(7);
    expect(await batch('two', [recorded(7, PARENT), recorded(9, other)])).toBe(7);
    expect(await batch('none', [recorded(10), recorded(11, UNSAMPLED)])).toBe(7);
    await expect(
      inTracedBatch(on, { name: 'bad', kind: 'producer', events: [recorded(12, PARENT)] }, () =>
        Promise.reject(new TypeError('secret')),
      ),
    ).rejects.toThrow('secret');
    await on.close();
    expect(collected.spans).toMatchObject([
      {
        name: 'one',
        parentSpanId: 'b7ad6b7169203331',
        attributes: { 'throughline.position.first': 4, 'throughline.position.last': 6, 'throughline.events': 3 },
      },
      { name: 'two', links: [{ spanId: 'b7ad6b7169203331' }, { spanId: 'c8be6b7169203331' }] },
      { name: 'bad', failed: true },
    ]);
    expect(collected.spans[1]).not.toHaveProperty('parentSpanId', 'b7ad6b7169203331');
    expect(JSON.stringify(collected.spans)).not.toContain('secret');
  });

  it('loses spans, and nothing else, when no collector is there', async () => {
    const off = await createTracing({
      ...tracingOptions(readConfiguration({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }), 'test', '1')!,
      ratio: 1,
    });
    off.begin('lost', { kind: 'server' })!.end();
    await off.close();
  });

  it('stands in the log with whatever belongs to it', () => {
    const lines: string[] = [];
    const logger = createLogger({ format: 'json', destination: { write: (line) => void lines.push(line) } });
    withCorrelation('c-1', () => logger.info('in'), readTraceContext(PARENT));
    withCorrelation('c-2', () => logger.info('without'));
    expect(JSON.parse(lines[0]!)).toMatchObject({ correlationId: 'c-1', traceId: '0af7651916cd43dd8448eb211c80319c' });
    expect(JSON.parse(lines[1]!)).not.toHaveProperty('traceId');
  });

  it.each([
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'give a number, 0 to 1'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'give an address'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'abc', 'give headers such as'],
  ])('refuses %s=%s', (name, value, line) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(line);
  });
});
