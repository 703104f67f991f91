import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Instance {
  readonly ID: string;
  readonly Name: string;
  readonly Address?: string;
  readonly Port: number;
  status: string;
}

/** Speaks as much of Consul's HTTP API as services use: the agent's registrations and checks, and blocking queries. */
export class ConsulFake {
  readonly instances = new Map<string, Instance>();
  /** `PUT /v1/agent/check/pass/service:…`, in the order in which they came. */
  readonly asked: string[] = [];
  url = '';
  private index = 1;
  private port = 0;
  private waiting: (() => void)[] = [];
  private readonly server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://consul');
    this.asked.push(`${request.method} ${pathname}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const service = /^\/v1\/health\/service\/(.+)$/.exec(pathname)?.[1];
      if (service !== undefined) return this.answerWhenChanged(service, Number(searchParams.get('index')), response);
      response.writeHead(this.tell(pathname, Buffer.concat(chunks).toString()) ? 200 : 404).end();
    });
  });

  /** Listens; after a stop on the same port again. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.waiting = [];
  }

  /** Puts instances of a service in place of what is registered, as other machines would. */
  set(name: string, urls: readonly string[]): void {
    for (const [id, instance] of this.instances) if (instance.Name === name) this.instances.delete(id);
    for (const url of urls) {
      const { hostname, port } = new URL(url);
      this.instances.set(url, { ID: url, Name: name, Address: hostname, Port: Number(port), status: 'pass' });
    }
    this.changed();
  }

  private tell(path: string, text: string): boolean {
    const [, action = '', id = ''] = /^\/v1\/agent\/(?:service|check)\/(\w+)\/?(?:service:)?(.*)$/.exec(path) ?? [];
    const known = this.instances.get(id);
    if (action === 'register') {
      const instance = JSON.parse(text) as Instance;
      this.instances.set(instance.ID, { ...instance, status: 'pass' });
    } else if (action === 'deregister') this.instances.delete(id);
    else if (!known) return false;
    else if (known.status === action) return true;
    else known.status = action;
    this.changed();
    return true;
  }

  private answerWhenChanged(name: string, index: number, response: ServerResponse): void {
    const answer = (): void => {
      const passing = [...this.instances.values()].filter((one) => one.Name === name && one.status === 'pass');
      const entries = passing.map(({ Address = '', Port }) => ({
        Node: { Address: '127.0.0.1' },
        Service: { Address, Port },
      }));
      const headers = { 'content-type': 'application/json', 'x-consul-index': String(this.index) };
      response.writeHead(200, headers).end(JSON.stringify(entries));
    };
    if (index < this.index) answer();
    else this.waiting.push(answer);
  }

  private changed(): void {
    this.index++;
    for (const answer of this.waiting.splice(0)) answer();
  }
}
