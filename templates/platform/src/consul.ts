import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Agent, request as send } from 'undici';
import { Balancer, type Route } from './balancer.ts';
import type { Health } from './health.ts';
import type { Logger } from './logger.ts';

export interface ConsulOptions {
  /** Of the local agent, such as `http://127.0.0.1:8500`. */
  readonly url: string;
  /** ACL token. */
  readonly token?: string | undefined;
  readonly log: Logger;
}

export interface Registration {
  readonly name: string;
  /** Where the service listens, as `app.listen` told. */
  readonly url: string;
  /** The address that others reach it by; without it that of the agent. */
  readonly host?: string | undefined;
  readonly health: Health;
}

interface Entry {
  readonly Node: { readonly Address: string };
  readonly Service: { readonly Address: string; readonly Port: number };
}

const TTL_SECONDS = 15;
const HEARTBEAT_MS = 5_000;
const WAIT_SECONDS = 30;

/** Tells Consul that this service is there, and learns from it where others are. */
export class Consul {
  private readonly options: ConsulOptions;
  private readonly agent = new Agent({ connect: { timeout: 1_000 } });
  private readonly stopping = new AbortController();
  private readonly balancers = new Map<string, Balancer>();
  private registered: { id: string; name: string } | undefined;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(options: ConsulOptions) {
    this.options = options;
  }

  /** The way to a service's healthy instances, whose list is kept up to date from here on. */
  route(name: string): Route {
    let balancer = this.balancers.get(name);
    if (!balancer) {
      balancer = new Balancer(name);
      this.balancers.set(name, balancer);
      void this.watch(name, balancer);
    }
    return balancer.route;
  }

  /** Registers an instance with a check that it has to renew, and takes it off again when the service drains. */
  async register({ name, url, host, health }: Registration): Promise<void> {
    const id = `${name}-${randomUUID()}`;
    this.registered = { id, name };
    const body = {
      ID: id,
      Name: name,
      Port: Number(new URL(url).port),
      ...(host !== undefined && { Address: host }),
      Check: { TTL: `${TTL_SECONDS}s`, Status: 'passing', DeregisterCriticalServiceAfter: '5m' },
    };
    const beat = async (): Promise<void> => {
      const { status } = await health.ready();
      const state = status === 'fail' ? 'fail' : 'pass';
      const known = await this.put(`/v1/agent/check/${state}/service:${id}`);
      // An agent that was restarted, or was away when we came, has to be told again.
      if (!known && this.registered) await this.put('/v1/agent/service/register', body);
    };
    const tell = (error: unknown): void =>
      this.options.log.warn({ err: error }, 'Consul cannot be told that we are here');
    await this.put('/v1/agent/service/register', body).catch(tell);
    this.heartbeat = setInterval(() => void beat().catch(tell), HEARTBEAT_MS);
    health.onDrain(() => void this.deregister());
  }

  /** Takes the instance off the list, and stops to follow others. */
  async close(): Promise<void> {
    await this.deregister();
    this.stopping.abort();
    await this.agent.destroy();
  }

  private async deregister(): Promise<void> {
    clearInterval(this.heartbeat);
    const { registered } = this;
    this.registered = undefined;
    if (!registered) return;
    await this.put(`/v1/agent/service/deregister/${registered.id}`).catch((error: unknown) =>
      this.options.log.warn({ err: error }, 'Consul cannot be told that we leave'),
    );
  }

  /** Asks again and again, each time until something changed. While Consul is away, the last list stays good. */
  private async watch(name: string, balancer: Balancer): Promise<void> {
    let index = 0;
    for (let failures = 0; !this.stopping.signal.aborted;) {
      try {
        const next = await this.list(name, index, balancer);
        // It may go back to the beginning, as after a restore.
        index = next < index ? 0 : next;
        failures = 0;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        if (failures === 0) this.options.log.warn({ err: error, service: name }, 'Consul is away: the last list stays');
        const waitMs = Math.random() * Math.min(10_000, 100 * 2 ** failures++);
        await sleep(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async list(name: string, index: number, balancer: Balancer): Promise<number> {
    const query = { passing: 'true', index, wait: `${WAIT_SECONDS}s` };
    // Consul adds up to a sixteenth to the time that it was asked to wait.
    const timeoutMs = WAIT_SECONDS * 1_100 + 2_000;
    const response = await send(`${this.options.url}/v1/health/service/${name}`, {
      dispatcher: this.agent,
      query,
      headers: this.headers(),
      signal: this.stopping.signal,
      headersTimeout: timeoutMs,
      bodyTimeout: 5_000,
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`Consul answered ${response.statusCode}`);
    const next = Number(response.headers['x-consul-index']);
    if (!(next > 0)) throw new Error('Consul sent no index');
    const entries = JSON.parse(text) as readonly Entry[];
    balancer.update(entries.map(({ Node, Service }) => originOf(Service.Address || Node.Address, Service.Port)));
    return next;
  }

  /** False when the agent does not know what it was told about. */
  private async put(path: string, body?: object): Promise<boolean> {
    const response = await send(`${this.options.url}${path}`, {
      dispatcher: this.agent,
      method: 'PUT',
      headers: { ...this.headers(), 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: 2_000,
      bodyTimeout: 2_000,
    });
    const text = await response.body.text();
    if (response.statusCode === 404 || /unknown check/i.test(text)) return false;
    if (response.statusCode >= 300) throw new Error(`Consul answered ${response.statusCode}: ${text.slice(0, 200)}`);
    return true;
  }

  private headers(): Record<string, string> {
    const { token } = this.options;
    return token === undefined ? {} : { 'x-consul-token': token };
  }
}

function originOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
