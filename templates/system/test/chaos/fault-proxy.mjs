// Stands between a service and what it depends on, and breaks what passes through.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, createServer as createWire } from 'node:net';

/** An HTTP proxy. Until told otherwise it passes everything on; `requests` has "METHOD /path" of each that came. */
export class FaultProxy {
  requests = [];
  inFlight = 0;
  mostInFlight = 0;
  #fault = null;
  #times = 0;

  constructor(target = '') {
    this.target = target;
  }

  async listen() {
    this.server = createServer((incoming, answer) => this.#handle(incoming, answer));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  /** `silent`: no answer. `reset`: the connection breaks. A number: that status. For the next `times` requests. */
  break(fault, times = Infinity) {
    this.#fault = fault;
    this.#times = times;
    this.requests = [];
    this.mostInFlight = 0;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #handle(incoming, answer) {
    this.requests.push(`${incoming.method} ${incoming.url}`);
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    answer.once('close', () => this.inFlight--);
    if (this.#times-- <= 0) return this.#pass(incoming, answer);
    if (this.#fault === 'silent') return incoming.resume();
    if (this.#fault === 'reset') return incoming.socket.resetAndDestroy();
    incoming.resume();
    answer.writeHead(this.#fault, { 'content-type': 'application/problem+json' });
    answer.end(JSON.stringify({ status: this.#fault, title: 'chaos' }));
  }

  #pass(incoming, answer) {
    const { method, url, headers } = incoming;
    const onward = request(`${this.target}${url}`, { method, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  }
}

/** A wire to a broker that can be cut. `url` is the broker's, by way of the wire. */
export async function openWire(brokerUrl) {
  const { hostname, port } = new URL(brokerUrl);
  const sockets = new Set();
  let whole = true;
  const server = createWire((client) => {
    if (!whole) return client.destroy();
    const broker = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ]) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(brokerUrl);
  url.hostname = '127.0.0.1';
  url.port = String(server.address().port);
  return {
    url: url.href,
    cut: () => {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      whole = true;
    },
    close: () => server.close(),
  };
}
