import type { HandledEndpoint } from './endpoints.ts';
import type { MessageHandlers } from './message-handlers.ts';
import type { Reach } from './reach.ts';

/** What one request or one message starts: the functions (`file#function`) that it leads to. */
export interface HandlerSet {
  readonly id: string;
  readonly service: string;
  readonly isMessage: boolean;
  readonly functions: ReadonlySet<string>;
}

/** The handlers of endpoints and subscriptions. */
export function handlerSets(
  handled: readonly HandledEndpoint[],
  reach: Reach,
  messages: MessageHandlers,
): HandlerSet[] {
  const ofEndpoints = handled.map(({ endpoint, handlers }) => ({
    id: endpoint.id,
    service: endpoint.service,
    isMessage: false,
    functions: new Set(handlers.flatMap(({ file, f }) => [...reach.from(file, f)])),
  }));
  return [...ofEndpoints, ...messages.sets()];
}
