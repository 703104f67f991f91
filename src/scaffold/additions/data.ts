import { UserError } from '../../util/user-error.ts';
import { atPublishedVersion, declaredOtherwise, type Draft } from './draft.ts';

/** Adds a table that a service owns; `eventSourced` keeps it as the sum of its events. */
export function addTable(
  draft: Draft,
  {
    service: name,
    table,
    eventSourced,
  }: { readonly service: string; readonly table: string; readonly eventSourced: boolean },
): void {
  const service = draft.service(name);
  const path = ['services', name, 'owns'];
  if (!service.owns.includes(table)) draft.append(path, eventSourced ? { [table]: 'event-sourced' } : table);
  else if (service.eventSourced.includes(table) !== eventSourced)
    throw declaredOtherwise(draft, `the table "${table}"`, [...path, service.owns.indexOf(table)], false);
}

/** What is said of a table that follows events. */
interface FeedAddition {
  readonly service: string;
  readonly table: string;
  readonly from: readonly string[];
}

/** Adds a read model of what the service itself records, or events that it follows. */
export function addView(draft: Draft, answers: FeedAddition): void {
  draft.service(answers.service);
  addFeed(draft, 'views', answers);
}

/** Adds a copy of what other services tell; the events are subscribed to as well. */
export function addCopy(draft: Draft, answers: FeedAddition): void {
  draft.service(answers.service);
  for (const event of answers.from)
    draft.ensureEvent(['services', answers.service, 'subscribes'], atPublishedVersion(event, draft.blueprint));
  addFeed(draft, 'copies', answers);
}

function addFeed(draft: Draft, key: 'views' | 'copies', { service, table, from }: FeedAddition): void {
  if (from.length === 0) throw new UserError(`"${table}" follows no event`, { help: 'name one with --from' });
  const path = ['services', service, key, table];
  if (draft.at(path) === undefined) draft.set(path, [...from]);
  else for (const event of from) draft.ensure(path, event);
}
