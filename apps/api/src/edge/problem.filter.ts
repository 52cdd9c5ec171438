import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { correlationId, type Logger } from '#platform';
import { answerTo } from './problem.js';

/** Answers every error as problem details; what nobody foresaw is logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same for what Nest does not see: hooks and routes on Fastify itself. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { problem, retryAfterSeconds, logged } = answerTo(error, request);
    if (logged === true)
      this.logger.error({ err: error, method: request.method, url: request.url.split('?')[0] }, 'A request failed');
    if (reply.sent) return;
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    const correlation = correlationId();
    void reply
      .code(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify({ ...problem, ...(correlation === undefined ? {} : { correlationId: correlation }) }));
  }
}
