import type { ServiceDraft } from './read-service.ts';
import type { Named } from './read-names.ts';

/**
 * Notes a mistake for each name that differs from one before it in case, dashes and dots alone: names become files and
 * identifiers, and `orders` and `Orders` are one file on some disks, `a-1` and `a1` one identifier.
 */
export function checkTwins(names: readonly (Named & { readonly isKey?: boolean })[]): void {
  const seen = new Map<string, string>();
  for (const { name, cursor, isKey } of names) {
    const key = name.toLowerCase().replace(/[^a-z0-9]/g, '');
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, name);
    // That one name stands twice is told where it is read.
    else if (twin !== name)
      cursor.fail(`"${name}" and "${twin}" differ only in case or dashes`, 'give one of them another name', isKey);
  }
}

/** Notes a mistake for each two names of services, or of parts of one service, that would be one file or identifier. */
export function checkNames(drafts: readonly ServiceDraft[]): void {
  checkTwins(drafts.map(({ name, cursor }) => ({ name, cursor, isKey: true })));
  checkPortNames(drafts);
  for (const draft of drafts.filter(({ existing }) => !existing)) {
    checkTwins(eventsOf(draft));
    checkTwins(draft.cpu);
    checkTwins([...draft.owns, ...draft.views, ...draft.copies].map((table) => ({ ...table, isKey: true })));
    checkTwins(keysOf(draft, 'sagas'));
    checkTwins(
      draft.endpoints.map(({ operation, cursor }) => ({
        name: operation,
        cursor,
        isKey: typeof cursor.value !== 'string',
      })),
    );
  }
}

// One event may be both published and heard.
function eventsOf({ publishes, subscribes }: ServiceDraft): readonly Named[] {
  const published = new Set(publishes.map(({ name }) => name));
  return [...publishes, ...subscribes.filter(({ name }) => !published.has(name))];
}

function keysOf({ entries }: ServiceDraft, key: string): (Named & { isKey: boolean })[] {
  const entry = entries.get(key);
  const isMap = typeof entry?.value === 'object' && entry.value !== null && !Array.isArray(entry.value);
  return [...((isMap && entry?.asMap(key)) || [])].map(([name, cursor]) => ({ name, cursor, isKey: true }));
}

// ORDERS_GRPC_PORT is where "orders" listens for gRPC, and where "orders-grpc" listens.
function checkPortNames(drafts: readonly ServiceDraft[]): void {
  const grpc = new Map(drafts.filter((draft) => draft.grpc).map(({ name }) => [`${name}-grpc`, name]));
  for (const { name, cursor } of drafts) {
    const other = grpc.get(name);
    if (other === undefined) continue;
    const variable = `${name.toUpperCase().replaceAll('-', '_')}_PORT`;
    cursor.fail(`the port of "${name}" is the variable ${variable}, as that of "${other}" on gRPC`, 'rename one', true);
  }
}
