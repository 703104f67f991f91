import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from './health.ts';
import type { Logger } from './logger.ts';

/** What `createService` returns, as far as running it needs. */
export interface RunnableService {
  readonly health: Health;
  start(): Promise<unknown>;
  /** Stops consumers, finishes requests in flight, then closes clients and store. */
  close(): Promise<void>;
}

export interface RunOptions {
  readonly service: RunnableService;
  readonly log: Logger;
  /** How long to go on serving after readiness went off: at least probe period × failure threshold. */
  readonly drainDelayMs?: number;
  /** Everything must be closed by then; keep it 2 s below the orchestrator's grace period. */
  readonly graceMs?: number;
}

/**
 * Starts the service and stops it on SIGTERM or SIGINT: readiness off, serve on for the drain delay, close, exit 0.
 * A second signal, or the end of the grace, exits with 1; so does an error that nobody handled, after the same drain.
 */
export async function runService(options: RunOptions): Promise<void> {
  const { service, log, drainDelayMs = 5_000, graceMs = 28_000 } = options;
  let stopping = false;

  const stop = async (reason: string, exitCode: number): Promise<void> => {
    stopping = true;
    log.info({ reason, drainDelayMs, graceMs }, 'stopping');
    setTimeout(() => {
      log.error({ open: process.getActiveResourcesInfo() }, 'not everything could be closed in time');
      process.exit(1);
    }, graceMs);
    service.health.drain();
    await sleep(drainDelayMs);
    try {
      await service.close();
    } catch (error) {
      log.error({ err: error }, 'closing failed');
      process.exit(1);
    }
    log.info('stopped');
    process.exit(exitCode);
  };

  const onSignal = (signal: string): void => {
    if (!stopping) return void stop(signal, 0);
    log.warn({ signal }, 'second signal: stopping at once');
    process.exit(1);
  };
  const onFatal = (error: unknown): void => {
    log.fatal({ err: error }, 'unhandled error');
    if (!stopping) void stop('unhandled error', 1);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('unhandledRejection', onFatal);
  process.on('uncaughtException', onFatal);

  try {
    await service.start();
  } catch (error) {
    log.fatal({ err: error }, 'the service could not start');
    process.exit(1);
  }
}
