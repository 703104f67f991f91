import { bug } from './bug.mjs';

const server = 'http-server.test.ts';
const health = 'health.test.ts';
const shutdown = 'shutdown.test.ts';

/** Bugs in how a service answers, tells how it is, and stops. */
export const service = [
  bug(
    'probes are turned away with the others',
    'http-guard.ts',
    [
      "if (request.url?.startsWith('/health/')) return",
      "if (request.url?.startsWith('/health/') && !load.isFull(open.size)) return",
    ],
    server,
    ['turns requests away above its limit before it has their bodies, but never probes'],
  ),
  bug(
    'nobody is turned away',
    'load-limit.ts',
    ['inFlight >= this.limits.MAX_IN_FLIGHT', 'inFlight >= Infinity'],
    server,
    ['turns requests away above its limit before it has their bodies, but never probes'],
  ),
  bug(
    'nobody looks at the event loop',
    'load-limit.ts',
    [' || this.delayMs > this.limits.MAX_LOOP_DELAY_MS', ''],
    server,
    ['turns requests away while its event loop lags, but not probes, and takes them again when it is over'],
  ),
  bug(
    'work is begun that nobody waits for',
    'http-guard.ts',
    ['if ((context.deadline ?? Infinity) > Date.now()) {', 'if (context !== undefined) {'],
    server,
    ['answers 504 without working when the deadline is over'],
  ),
  bug(
    'calls are aborted with the answer',
    'http-guard.ts',
    ['if (!response.writableFinished) controller', 'controller'],
    server,
    ['does not end with the answer for what goes on in the background'],
  ),
  bug(
    'liveness asks the dependencies',
    'health.ts',
    ["if (path === '/health/live') return { status: 'pass' };", "if (path === '/health/live') return this.ready();"],
    health,
    [
      'is not ready when a required dependency fails, or hangs beyond its time, but lives',
      'is not ready from the moment it drains, but lives',
    ],
  ),
  bug(
    'an optional dependency takes the service out of rotation',
    'health.ts',
    ["status: check.required ? 'fail' : 'warn'", "status: 'fail'"],
    health,
    ['is ready when every required dependency answers; an optional one only warns'],
  ),
  bug(
    'a dependency that hangs hangs the probe',
    'health.ts',
    ['await withTimeout(check.run, check.timeoutMs)', 'await check.run()'],
    health,
    ['is not ready when a required dependency fails, or hangs beyond its time, but lives'],
  ),
  bug('every probe asks every dependency', 'health.ts', ['CACHE_MS = 1_000', 'CACHE_MS = 0'], health, [
    'asks a dependency once for many probes, and all dependencies at once',
  ]),
  bug('a draining service says that it is ready', 'health.ts', ['this.isDraining || states', 'states'], health, [
    'is not ready from the moment it drains, but lives',
  ]),
  bug('it closes without waiting for the balancer', 'shutdown.ts', ['await sleep(drainDelayMs);', ''], shutdown, [
    'takes itself out of rotation first, serves what comes and what runs, then exits 0',
  ]),
  bug('readiness goes off after closing', 'shutdown.ts', ['    service.health.drain();\n', ''], shutdown, [
    'takes itself out of rotation first, serves what comes and what runs, then exits 0',
  ]),
  bug('a crash looks like a clean end', 'shutdown.ts', ['process.exit(exitCode);', 'process.exit(0);'], shutdown, [
    'after an unhandled rejection a service finishes what is in flight and exits 1',
  ]),
  bug(
    'a second signal is ignored',
    'shutdown.ts',
    ["log.warn({ signal }, 'second signal: stopping at once');\n    process.exit(1);", ''],
    shutdown,
    ['exits 1 at once when a second signal comes'],
  ),
  bug('it waits for ever for what does not end', 'shutdown.ts', ['}, graceMs);', '}, 2 ** 30);'], shutdown, [
    'exits 1 when the grace is over, and says that something was open',
  ]),
  bug('a secret is printed', 'config.ts', ["SECRET.test(name) ? '***' : ", ''], shutdown, [
    'a wrong configuration ends with 78 and names every error, without secrets',
  ]),
  bug(
    'the lock of a living process is taken over',
    'folder-lock.ts',
    ['process.kill(pid, 0);\n    return true;', 'process.kill(pid, 0);\n    return false;'],
    'store-pglite.test.ts',
    ['of a living process is respected, with a message that names it'],
  ),
];
