import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

/** An OTLP/HTTP receiver in the test's process. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Names of the figures that arrived, each with its latest value: a gauge's, or the count of a distribution. */
  readonly figures: Map<string, number>;
  close(): Promise<void>;
}

interface Payload {
  readonly resourceSpans?: readonly { scopeSpans: readonly { spans: readonly ReceivedSpan[] }[] }[];
  readonly resourceMetrics?: readonly { scopeMetrics: readonly { metrics: readonly ReceivedMetric[] }[] }[];
}

interface ReceivedMetric {
  readonly name: string;
  readonly gauge?: { dataPoints: readonly { asDouble?: number; asInt?: number }[] };
  readonly histogram?: { dataPoints: readonly { count: number }[] };
}

/** Starts it on a free port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const figures = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const payload = JSON.parse(Buffer.concat(chunks).toString()) as Payload;
      for (const { scopeSpans } of payload.resourceSpans ?? [])
        for (const scope of scopeSpans) spans.push(...scope.spans);
      for (const { scopeMetrics } of payload.resourceMetrics ?? [])
        for (const { metrics } of scopeMetrics)
          for (const { name, gauge, histogram } of metrics) {
            for (const point of gauge?.dataPoints ?? []) figures.set(name, Number(point.asDouble ?? point.asInt));
            for (const point of histogram?.dataPoints ?? []) figures.set(name, Number(point.count));
          }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    figures,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
