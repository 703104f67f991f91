// A wire between a service and what it depends on, that can be cut or fall silent.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Forwards a port of its own to `target` on 127.0.0.1. `fault`: null, 'refused' (cut, and nobody listens) or 'silent'. */
export class FaultProxy {
  #target;
  #server;
  #sockets = new Set();
  #silent = false;
  port = 0;

  constructor(target) {
    this.#target = target;
  }

  async open() {
    this.#server = createServer((client) => this.#join(client)).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
    return this;
  }

  async setFault(fault) {
    this.#silent = fault === 'silent';
    if (fault === 'refused') return this.close();
    if (!this.#server.listening) await this.open();
    // Bytes that were held back while it was silent are lost: connections of that time begin anew.
    if (fault === null) for (const socket of this.#sockets) if (socket.isPaused()) socket.destroy();
  }

  async close() {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  #join(client) {
    const upstream = connect(this.#target, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        if (this.#silent) from.pause();
        else to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
