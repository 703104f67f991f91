import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Health } from './health.ts';
import { answerProbe, turnAway } from './http-guard.ts';

/** The port of a service that is only beginning: probes get their answers, and everything else is asked to come back. */
export interface Entrance {
  /** That of the service: not started, until it says so. */
  readonly health: Health;
  readonly url: string;
  /** Lets a server listen here, at the port that is open: the socket changes hands, so that no connection is refused. */
  handOver(server: Server): Server;
}

/**
 * Listens where the service is going to, while migrations run and a broker is waited for: a start that takes long is no
 * refused connection. The service's own server takes its place when it listens.
 */
export async function openEntrance(address: { readonly port: number; readonly host: string }): Promise<Entrance> {
  const health = new Health();
  const server = createServer((request, response) => {
    // Whoever keeps a connection would never get to the service.
    response.setHeader('connection', 'close');
    if (request.url?.startsWith('/health/')) return void answerProbe(health, request, response);
    turnAway(request, response, 'The service is starting.');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { health, url: `http://${address.host}:${port}`, handOver: (next) => listenInPlaceOf(server, next) };
}

// Whatever port a framework asks for, it gets this one.
function listenInPlaceOf(open: Server, server: Server): Server {
  const listen = server.listen.bind(server);
  const takeOver = (...given: readonly unknown[]): Server => {
    const done = given.find((argument): argument is () => void => typeof argument === 'function');
    return listen(open, done);
  };
  return Object.assign(server, { listen: takeOver as Server['listen'] });
}
