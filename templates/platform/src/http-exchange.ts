import type { Dispatcher } from 'undici';
import type { Exchange } from './call-guard.ts';
import { CallError, UnusableResponse } from './errors.ts';
import { readAnswer, toCallError } from './http-message.ts';

/**
 * One request and its answer, which is always read to its end or cut off, so that no connection stays busy. Below undici's
 * `request`, because that neither ends a request that waits for its connection nor does without a stream for each body.
 */
export class HttpExchange<T> implements Exchange<T>, Dispatcher.DispatchHandler {
  private readonly upstream: string;
  private readonly maxBytes: number;
  private resolve: (value: T) => void = () => {};
  private reject: (error: unknown) => void = () => {};
  readonly done = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
  /** Known from when the request is written on; until then the upstream has not seen it. */
  private controller: Dispatcher.DispatchController | undefined;
  private cancelled: CallError | undefined;
  private status = 0;
  private headers: Readonly<Record<string, string | string[] | undefined>> = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(upstream: string, maxBytes: number) {
    this.upstream = upstream;
    this.maxBytes = maxBytes;
  }

  cancel(reason: CallError): void {
    if (this.controller === undefined) reason.outcomeUnknown = false;
    this.cancelled = reason;
    this.reject(reason);
    this.controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.cancelled) controller.abort(this.cancelled);
    else this.controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: typeof this.headers): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size <= this.maxBytes) this.chunks.push(chunk);
    else this.cancel(new UnusableResponse(this.upstream, new Error(`it is larger than ${this.maxBytes} bytes`)));
  }

  onResponseEnd(): void {
    const [first, ...rest] = this.chunks;
    const body = first === undefined ? '' : (rest.length === 0 ? first : Buffer.concat(this.chunks)).toString();
    try {
      this.resolve(readAnswer<T>(this.upstream, { status: this.status, headers: this.headers, body }));
    } catch (error) {
      this.reject(error);
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.reject(toCallError(this.upstream, error, this.controller === undefined));
  }
}
