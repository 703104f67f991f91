/** What platforms keep for themselves, beside the tables that a service owns: migrations, outboxes, inboxes, sagas, event logs. */
export const PLATFORM_TABLES: readonly string[] = [
  ...[
    'schema_migrations',
    'migrations',
    'knex_migrations',
    'knex_migrations_lock',
    '_prisma_migrations',
    'SequelizeMeta',
  ],
  ...['outbox', 'outbox_events', 'inbox', 'processed_events', 'processed_messages'],
  ...['sagas', 'saga_steps', 'saga_notes', 'saga_effects', 'choreographies', 'saga_workflows', 'idempotency_keys'],
  ...['event_log', 'event_log_snapshots', 'projections'],
];

/** Channels that a blueprint does not speak of: messages that could not be handled, steps of a service's own sagas. */
export const PLATFORM_CHANNELS = /^(?:dead-letters?|retr(?:y|ies)|sagas)[./]|\bsaga\.alert\b/;
