import { correlationIdFrom, createLogger, nestLogger, withCorrelation, type Logger } from '#platform';

function captured(level = 'info'): { logger: Logger; entries: () => Record<string, unknown>[] } {
  const lines: string[] = [];
  const logger = createLogger({
    level,
    format: 'json',
    name: 'test',
    destination: { write: (line) => lines.push(line) },
  });
  return { logger, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the logger', () => {
  it('writes one JSON object a line, with level, time and message', () => {
    const { logger, entries } = captured();
    logger.info({ events: 3 }, 'Recorded');
    logger.debug('not written');
    expect(entries()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) as string, name: 'test', events: 3, msg: 'Recorded' },
    ]);
  });

  it('carries the correlation id over awaits, and only inside', async () => {
    const { logger, entries } = captured();
    await withCorrelation('req-1', async () => {
      await Promise.resolve();
      logger.info('inside');
    });
    logger.info('outside');
    expect(entries().map((entry) => entry['correlationId'])).toEqual(['req-1', undefined]);
  });

  it("takes a caller's correlation id only when it is harmless", () => {
    expect(correlationIdFrom('abc-123')).toBe('abc-123');
    for (const bad of [undefined, '', 'a\nb', 'x'.repeat(129), 7])
      expect(correlationIdFrom(bad)).toMatch(/^[\da-f-]{36}$/);
  });

  it('never writes secrets: fields, connection strings, bearer tokens, errors', () => {
    const { logger, entries } = captured();
    logger.info(
      { password: 'hunter2', headers: { authorization: 'Basic hunter2' }, a: { b: { token: 'hunter2' } } },
      'x',
    );
    logger.info('connecting to postgres://me:hunter2@db/x');
    logger.info('sent Authorization: Bearer hunter2hunter2');
    logger.error({ err: new Error('no route to postgres://me:hunter2@db/x') }, 'failed');
    expect(JSON.stringify(entries())).not.toContain('hunter2');
    expect(entries()).toHaveLength(4);
  });

  it('never writes what a database error says about values, however deep the error stands', () => {
    const { logger, entries } = captured();
    const failing = (code: string, message: string): Error =>
      Object.assign(new Error(message), {
        code,
        table: 'person',
        constraint: 'person_age',
        detail: 'Failing row contains (ann@example.com, -1).',
        where: 'COPY person, line 1: "ann@example.com"',
        hint: 'did you mean ann@example.com',
        internalQuery: "SELECT 'ann@example.com'",
      });
    const check = failing('23514', 'new row violates check constraint "person_age"');
    const value = failing('22P02', 'invalid input syntax for type integer: "ann@example.com"');
    logger.error({ err: check }, 'failed');
    logger.error({ err: new Error('not recorded', { cause: value }) }, 'failed');
    logger.error({ err: new AggregateError([check, value], 'several') }, 'failed');
    logger.error({ err: Object.assign(new Error('wrapped'), { inner: value }) }, 'failed');
    logger.error(value, 'failed');
    expect(JSON.stringify(entries())).not.toContain('ann@example.com');
    expect(entries()[0]).toMatchObject({
      err: { code: '23514', table: 'person', constraint: 'person_age', message: check.message },
    });
    expect(entries()).toHaveLength(5);
  });

  it('writes lines for people when asked to', () => {
    const lines: string[] = [];
    const logger = createLogger({ format: 'pretty', destination: { write: (line) => lines.push(line) } });
    logger.warn({ lane: 3 }, 'Behind');
    expect(lines.join('')).toMatch(/WARN.*Behind[^]*lane.*3/);
  });

  it("takes Nest's messages", () => {
    const { logger, entries } = captured('debug');
    const nest = nestLogger(logger);
    nest.log('Mapped route', 'Router');
    nest.error(new Error('broken'), 'Injector');
    expect(entries()).toMatchObject([
      { level: 'debug', context: 'Router', msg: 'Mapped route' },
      { level: 'error', context: 'Injector', msg: 'broken', err: { message: 'broken' } },
    ]);
  });
});
