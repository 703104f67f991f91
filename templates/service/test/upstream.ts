import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A stand-in for every other service. It keeps what it received, and answers as told; `null` means never. */
export class Upstream {
  readonly received: Received[] = [];
  answer: (request: Received) => { status: number; body: unknown } | null = () => ({ status: 200, body: { id: '7' } });
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { method = '', url: path = '', headers } = request;
      const received = { method, path, headers, body: text === '' ? undefined : JSON.parse(text) };
      this.received.push(received);
      const answer = this.answer(received);
      if (answer === null) return;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });

  /** Listens on a free port. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** `POST /charges`, in the order in which they came. */
  calls(): string[] {
    return this.received.map(({ method, path }) => `${method} ${path}`);
  }
}
