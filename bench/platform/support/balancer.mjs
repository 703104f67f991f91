// A load balancer that asks its replicas whether they are ready: haproxy where it is installed, else a small one in Node.
// It repeats nothing by itself, so that what a replica does wrong is seen.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answers, hasProgram } from './part.mjs';
import { start, statusOf, until } from './system.mjs';

/** How often a replica is asked, and how often it has to fail to get no more requests. */
export const PROBE_MS = 100;
export const PROBES_TO_FALL = 2;

/** Balances `port` over the replicas. Gives its name for the figures, and its end. */
export async function balance(port, replicas, probe = '/health/ready') {
  return hasProgram('haproxy') ? haproxy(port, replicas, probe) : own(port, replicas, probe);
}

async function haproxy(port, replicas, probe) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'proof-haproxy-')), 'haproxy.cfg');
  const check = `check inter ${PROBE_MS}ms fall ${PROBES_TO_FALL} rise 1`;
  writeFileSync(
    file,
    `defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout check 2s
  retries 0
listen service
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET ${probe}
${replicas.map((replica) => `  server s${replica} 127.0.0.1:${replica} ${check}`).join('\n')}
`,
  );
  const program = start(tmpdir(), 'haproxy', ['-db', '-f', file]);
  await until(
    () => answers(port),
    () => `haproxy listens:\n${program.output}`,
    { stop: program },
  );
  const version = /version ([\d.]+)/.exec(spawnSync('haproxy', ['-v'], { encoding: 'utf8' }).stdout)?.[1];
  const close = async () => {
    program.child.kill('SIGKILL');
    await program.ended;
  };
  return { name: `haproxy ${version}`, close };
}

/** Round robin over those that answered the last probes; it repeats nothing. */
async function own(port, replicas, probe) {
  const failures = new Map(replicas.map((replica) => [replica, PROBES_TO_FALL]));
  const ask = async (replica) => {
    const ok = (await statusOf(`http://127.0.0.1:${replica}${probe}`, PROBE_MS * 5)) === 200;
    failures.set(replica, ok ? 0 : failures.get(replica) + 1);
  };
  const timer = setInterval(() => replicas.forEach(ask), PROBE_MS);
  const agent = new http.Agent({ keepAlive: true });
  let turn = 0;
  const server = http.createServer((request, response) => {
    const up = replicas.filter((replica) => failures.get(replica) < PROBES_TO_FALL);
    if (up.length === 0) return void response.writeHead(503).end();
    const { method, url, headers } = request;
    const upstream = http.request({
      agent,
      host: '127.0.0.1',
      port: up[turn++ % up.length],
      method,
      path: url,
      headers,
    });
    upstream.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode, answer.headers)));
    upstream.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    request.pipe(upstream);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    clearInterval(timer);
    agent.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { name: 'own', close };
}
