import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One way in which an upstream fails, and where it does. */
export interface Fault {
  readonly name: string;
  readonly url: string;
}

/** Twelve upstreams, each with a fault of its own. */
export interface FaultMenu {
  readonly faults: readonly Fault[];
  /** Those that the upstreams hold, of which some never notice that the other side is gone. */
  readonly openSockets: () => number;
  close(): Promise<void>;
}

const ENDLESS = Buffer.alloc(64 * 1024, 'x');

const overTcp: Readonly<Record<string, (socket: Socket) => void>> = {
  'never reads': (socket) => void socket.pause(),
  'resets in the middle of the body': (socket) =>
    void socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{');
      setTimeout(() => socket.resetAndDestroy(), 5);
    }),
  'speaks no HTTP': (socket) => void socket.once('data', () => socket.end('220 mail.example ESMTP\r\n')),
  'hangs up': (socket) => void socket.once('data', () => socket.end()),
};

const overHttp: Readonly<Record<string, RequestListener>> = {
  'stays silent': () => {},
  'stalls after the headers': (_request, response) => void response.writeHead(200).write('{'),
  'drips its body': (_request, response) => {
    const drip = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(drip));
  },
  'redirects for ever': (_request, response) => void response.writeHead(302, { location: '/again' }).end(),
  'answers 503': (_request, response) => void response.writeHead(503).end(),
  'sends an endless body': (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(ENDLESS));
    };
    response.on('drain', more);
    response.writeHead(200);
    more();
  },
};

/** Starts all of them on 127.0.0.1. */
export async function startFaultMenu(): Promise<FaultMenu> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const faults: Fault[] = [];
  const start = async (name: string, server: Server): Promise<void> => {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    servers.push(server);
    faults.push({ name, url: await listen(server) });
  };
  for (const [name, serve] of Object.entries(overTcp)) await start(name, createServer(serve));
  for (const [name, serve] of Object.entries(overHttp)) await start(name, createHttpServer(serve));
  const gone = createServer();
  faults.push({ name: 'refuses', url: await listen(gone) });
  gone.close();
  const hole = await startBlackHole();
  faults.push({ name: 'swallows connections', url: hole.url });
  return {
    faults,
    openSockets: () => sockets.size,
    close: async () => {
      hole.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const SLEEPER = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));
`;

/** A process that listens and is stopped: once its backlog is full, the kernel drops whatever knocks. */
async function startBlackHole(): Promise<{ url: string; close: () => void }> {
  const child: ChildProcess = spawn(process.execPath, ['-e', SLEEPER], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the process has no output');
  const [port]: unknown[] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 4 }, () => connect(Number(String(port)), '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
