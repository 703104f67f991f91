import type { Logger } from './logger.ts';
import type { SagaDefinitions } from './saga-definition.ts';
import type { Saga, SagaAlert } from './saga-plan.ts';
import type { SagaRepository } from './saga-repository.ts';
import type { Store, Transaction } from './store.ts';

/** Tells of an alert in the transaction that keeps it. */
export type AlertListener = (tx: Transaction, alert: SagaAlert) => Promise<void>;

/**
 * Alerts of sagas. Each commits once, with the transition that it is about and whatever its listener writes; the line in
 * the log follows, again when a process was killed before it could note that it is there, always with the same id.
 */
export class SagaAlerts {
  private readonly store: Store;
  private readonly log: Logger;
  private readonly repository: SagaRepository;
  private readonly listener: AlertListener | undefined;

  constructor(options: {
    store: Store;
    log: Logger;
    repository: SagaRepository;
    listener?: AlertListener | undefined;
  }) {
    this.store = options.store;
    this.log = options.log;
    this.repository = options.repository;
    this.listener = options.listener;
  }

  /** Moves the saga from `before` to `after`, together with the alert. */
  async commit(before: Saga, after: Saga, alert: SagaAlert): Promise<Saga> {
    const kept = await this.store.transaction(async (tx) => {
      const saga = await this.repository.commit(before, after, tx);
      await this.keep(tx, alert);
      return saga;
    });
    await this.tell(alert);
    return kept;
  }

  /** Parks what nobody works on and `definitions` do not know, and tells what a killed process perhaps did not. */
  async lookAround(definitions: SagaDefinitions): Promise<void> {
    const parked = await this.store.transaction(async (tx) => {
      const sagas = await this.repository.park(tx, definitions.known());
      const alerts = sagas.map(unknownVersion);
      for (const alert of alerts) await this.keep(tx, alert);
      return alerts;
    });
    for (const alert of [...parked, ...(await this.repository.untold())]) await this.tell(alert);
  }

  private async keep(tx: Transaction, alert: SagaAlert): Promise<void> {
    await this.repository.noteAlert(tx, alert);
    await this.listener?.(tx, alert);
  }

  private async tell({ id: alert, ...about }: SagaAlert): Promise<void> {
    this.log.error({ alert, ...about }, `saga_${about.reason.replaceAll('-', '_')}`);
    await this.repository.markTold(alert);
  }
}

function unknownVersion({ id: sagaId, version, name: saga, key, definitionVersion }: Saga): SagaAlert {
  const error = `no process knows version ${definitionVersion} of its definition`;
  return { id: `${sagaId}:${version}`, reason: 'unknown-version', saga, sagaId, key, step: null, error };
}
