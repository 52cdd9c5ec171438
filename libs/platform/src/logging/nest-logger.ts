import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Nest's own messages through the structured logger; its start-up chatter goes to debug. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'error' | 'fatal' | 'trace' | 'warn') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const error = [message, ...rest].find((one) => one instanceof Error);
      logger[level](
        { ...(typeof context === 'string' && rest.length > 0 ? { context } : {}), ...(error ? { err: error } : {}) },
        message instanceof Error ? message.message : String(message),
      );
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('trace'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
