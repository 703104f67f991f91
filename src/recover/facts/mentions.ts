import type { Mentions, Position } from './file-facts.ts';

const CORRELATION =
  /trace-?parent|correlation|(?:request|req|trace|transaction)[-_]?id|x-b3-|AsyncLocalStorage|cls-hooked|nestjs-cls|@opentelemetry|dd-trace|newrelic|elastic-apm|@sentry\/|instana|appdynamics|applicationinsights|skywalking|zipkin|jaeger|opentracing/i;
const IDEMPOTENCY = /idempot|dedup/i;

/** Words of a source file that no analysis of its code could be surer of: what is never spoken of is not done. */
export function mentions(text: string, position: (offset: number) => Position): Mentions | undefined {
  const correlation = CORRELATION.exec(text);
  const idempotency = IDEMPOTENCY.exec(text);
  if (!correlation && !idempotency) return undefined;
  return {
    ...(correlation && { correlation: position(correlation.index) }),
    ...(idempotency && { idempotency: position(idempotency.index) }),
  };
}
