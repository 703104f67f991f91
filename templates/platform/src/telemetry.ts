import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Counter,
  type Histogram,
  type Meter,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { RequestContext } from './context.ts';
import type { RequestWatch } from './http-guard.ts';
import type { Attributes, Metrics } from './metrics.ts';
import { traceWith, type Span, type Work } from './tracing.ts';

export interface TelemetryOptions {
  readonly service: string;
  /** Base URL of an OTLP/HTTP receiver; without it spans have their ids, and nothing is sent. */
  readonly endpoint?: string | undefined;
  /** How often figures, and at the latest spans, are sent. */
  readonly exportEveryMs?: number;
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** How long the receiver may take; what it does not take in that time is dropped. */
const SEND_TIMEOUT_MS = 2_000;

/** Sends the spans and figures of a service to an OpenTelemetry receiver. What it cannot send is dropped, and nobody waits. */
export class Telemetry {
  readonly metrics: Metrics;
  private readonly tracers: BasicTracerProvider;
  private readonly meters: MeterProvider;
  private readonly tracer: Tracer;
  private readonly samplers: NodeJS.Timeout[] = [];

  constructor({ service, endpoint, exportEveryMs = 10_000 }: TelemetryOptions) {
    const base = endpoint?.replace(/\/+$/, '');
    const resource = resourceFromAttributes({ 'service.name': service });
    const to = (signal: string) => ({ url: `${base}/v1/${signal}`, timeoutMillis: SEND_TIMEOUT_MS });
    this.tracers = new BasicTracerProvider({
      resource,
      spanProcessors:
        endpoint === undefined
          ? []
          : [
              new BatchSpanProcessor(new OTLPTraceExporter(to('traces')), {
                scheduledDelayMillis: Math.min(exportEveryMs, 2_000),
                exportTimeoutMillis: SEND_TIMEOUT_MS,
                maxQueueSize: 4_096,
              }),
            ],
    });
    this.meters = new MeterProvider({
      resource,
      readers:
        endpoint === undefined
          ? []
          : [
              new PeriodicExportingMetricReader({
                exporter: new OTLPMetricExporter(to('metrics')),
                exportIntervalMillis: exportEveryMs,
                exportTimeoutMillis: Math.min(exportEveryMs, SEND_TIMEOUT_MS),
              }),
            ],
    });
    this.tracer = this.tracers.getTracer('platform');
    this.metrics = new OtelMetrics(this.meters.getMeter('platform'));
    traceWith((work, context) => this.begin(work, context));
  }

  /** For the HTTP server: a span and a duration for each request. */
  readonly watch = (method: string, received: RequestContext): RequestWatch => {
    const { context, end } = this.begin({ kind: 'server', name: method }, received);
    return {
      context,
      end: ({ route, status, durationMs }) => {
        const attributes = {
          'http.request.method': method,
          'http.response.status_code': status,
          ...(route !== undefined && { 'http.route': route }),
        };
        this.metrics.record('http.server.request.duration', durationMs, attributes);
        const error = status >= 500 ? new Error(`answered ${status}`) : undefined;
        end({ name: route === undefined ? method : `${method} ${route}`, attributes, error });
      },
    };
  };

  /** Asks for figures now and then, and shows the latest ones. */
  sample(names: readonly string[], read: () => Promise<readonly number[]>, everyMs = 10_000): void {
    let latest: readonly number[] = [];
    const refresh = (): void =>
      void read().then(
        (values) => (latest = values),
        () => (latest = []),
      );
    names.forEach((name, index) => this.metrics.gauge(name, () => latest[index] ?? NaN));
    this.samplers.push(setInterval(refresh, everyMs).unref());
    refresh();
  }

  /** Sends what is left, for at most some seconds. */
  async close(): Promise<void> {
    for (const timer of this.samplers) clearInterval(timer);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, SEND_TIMEOUT_MS)));
    await Promise.race([Promise.allSettled([this.tracers.shutdown(), this.meters.shutdown()]), late]);
    clearTimeout(timer);
  }

  private begin({ kind, name, attributes = {} }: Work, context: RequestContext): Span {
    const startedAt = performance.now();
    const parent = parseTraceparent(context.traceparent);
    // What handles an event may be one of many: the link says what it is about, also where the parent was not sampled.
    const links = kind === 'consumer' && parent ? [{ context: parent }] : [];
    const options = {
      kind: KINDS[kind],
      attributes: { ...attributes, 'correlation.id': context.correlationId },
      links,
    };
    const span = this.tracer.startSpan(name, options, parent && trace.setSpanContext(ROOT_CONTEXT, parent));
    return {
      context: { ...context, traceparent: toTraceparent(span.spanContext()) },
      end: (outcome = {}) => {
        if (outcome.name !== undefined) span.updateName(outcome.name);
        span.setAttributes({ ...outcome.attributes });
        if (outcome.error !== undefined) {
          span.recordException(outcome.error instanceof Error ? outcome.error : String(outcome.error));
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
        if (kind === 'consumer' || kind === 'client') {
          const figure = kind === 'consumer' ? 'messaging.process.duration' : 'http.client.request.duration';
          this.metrics.record(figure, performance.now() - startedAt, { name, failed: outcome.error !== undefined });
        }
      },
    };
  }
}

/** Instruments of OpenTelemetry, made when they are first used. Durations come in milliseconds and are kept in seconds. */
class OtelMetrics implements Metrics {
  private readonly meter: Meter;
  private readonly counters = new Map<string, Counter>();
  private readonly histograms = new Map<string, Histogram>();

  constructor(meter: Meter) {
    this.meter = meter;
  }

  count(name: string, attributes: Attributes = {}, by = 1): void {
    const counter = this.counters.get(name) ?? this.meter.createCounter(name);
    this.counters.set(name, counter);
    counter.add(by, attributes);
  }

  record(name: string, value: number, attributes: Attributes = {}): void {
    const histogram = this.histograms.get(name) ?? this.meter.createHistogram(name, { unit: 's', advice: BUCKETS });
    this.histograms.set(name, histogram);
    histogram.record(value / 1_000, attributes);
  }

  gauge(name: string, read: () => number, attributes: Attributes = {}): void {
    this.meter.createObservableGauge(name).addCallback((result) => {
      const value = read();
      if (Number.isFinite(value)) result.observe(value, attributes);
    });
  }
}

// Those that the semantic conventions advise for durations in seconds.
const BUCKETS = {
  explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
};

function parseTraceparent(header: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = header?.split('-') ?? [];
  if (!traceId || !spanId) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '01', 16), isRemote: true };
}

function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
