import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A generated system that runs as one process (`node dev.mjs`), and what it has said so far. */
export class RunningSystem {
  output = '';
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += String(chunk)));
  }

  /** Starts it on the ports given by environment, and waits until every service listens. */
  static async start(root: string, env: Readonly<Record<string, string>>): Promise<RunningSystem> {
    const child = spawn(process.execPath, ['dev.mjs'], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const system = new RunningSystem(child);
    await system.until(() => system.output.includes('\nready;'), 'it is ready');
    return system;
  }

  /** Waits for a condition; rejects with the output when the process ends before, or after two minutes. */
  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + 120_000;
    while (!(await condition())) {
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`it ended before ${what}:\n${this.output}`);
      if (Date.now() > end) throw new Error(`${what} did not come true:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Sends a signal and waits for the end; gives the exit code, null when the signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const closed = once(this.child, 'close');
    this.child.kill(signal);
    await closed;
    return this.child.exitCode;
  }
}

/** Ports on loopback that nobody listened on a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}
