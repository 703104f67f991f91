import { destination, pino, type Logger, type LoggerOptions } from 'pino';
import { currentContext } from './context.ts';

export type { Logger } from 'pino';

// Quoted, because names with a dash have to be.
const SECRET_NAMES = [
  ...['password', 'secret', 'token', 'accessToken', 'refreshToken', 'apiKey', 'idempotencyKey', 'authorization'],
  ...['cookie', 'set-cookie', 'x-api-key', 'idempotency-key', 'proxy-authorization'],
].map((name) => `["${name}"]`);

/** Makes the service's logger: one JSON object a line on stdout, with correlation, trace and span of the running request. */
export function createLogger(options: { name: string; level?: string }): Logger {
  const settings: LoggerOptions = {
    name: options.name,
    level: options.level ?? 'info',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const context = currentContext();
      if (!context) return {};
      const [, trace_id, span_id] = context.traceparent?.split('-') ?? [];
      return { correlationId: context.correlationId, trace_id, span_id };
    },
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*${name}`, `*.*${name}`]),
      censor: '[redacted]',
    },
  };
  // Synchronous, because what a process says just before it is killed matters most.
  return pino(settings, destination({ dest: 1, sync: true }));
}
