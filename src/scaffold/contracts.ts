import type { ServiceSpec } from '../blueprint/blueprint.ts';
import { hasBody, type ClientOperation, type ClientView } from './views/client-view.ts';
import type { HandlerView } from './views/handler-view.ts';
import type { ServiceView } from './views/service-view.ts';
import { requiredTexts } from './specs/operation.ts';

type FieldType = 'string' | 'array' | 'any';
type Fields = Readonly<Record<string, FieldType>>;

/** One call of a provider's operation by a consumer's client, and what of the answer is relied on. */
interface ContractCall {
  readonly operation: string;
  readonly request: {
    readonly method: string;
    /** With parameters in braces. */
    readonly path: string;
    readonly body?: Readonly<Record<string, string>>;
    readonly key: boolean;
  };
  readonly answer: { readonly status: number; readonly fields: Fields };
  /** Of a call over gRPC: the procedure, and the fields of its message as its .proto has them. */
  readonly rpc?: { readonly method: string; readonly fields: readonly string[] };
}

/** What one service needs of another: `contracts/<consumer>-<provider>.json`. */
export interface Contract {
  readonly consumer: string;
  readonly provider: string;
  readonly calls: readonly ContractCall[];
  readonly events: readonly {
    readonly type: string;
    /** Versions of it that the consumer reads. */
    readonly versions: readonly number[];
    readonly fields: Fields;
  }[];
}

/** What every service needs of every other. */
export function allContracts(services: readonly ServiceView[], specs: readonly ServiceSpec[]): Contract[] {
  return services.flatMap((consumer) => contractsOf(consumer, services, specs));
}

/** Contracts as files, by path. */
export function contractFiles(contracts: readonly Contract[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const contract of contracts) {
    const { consumer, provider } = contract;
    const path = `contracts/${consumer}-${provider}.json`;
    // "a-b" of "c", and "a" of "b-c".
    files.set(
      files.has(path) ? `contracts/${consumer}--${provider}.json` : path,
      `${JSON.stringify(contract, null, 2)}\n`,
    );
  }
  return files;
}

function contractsOf(
  consumer: ServiceView,
  services: readonly ServiceView[],
  specs: readonly ServiceSpec[],
): Contract[] {
  const reads = specs.find(({ name }) => name === consumer.name)?.calls ?? [];
  return services.flatMap((provider) => {
    const client = consumer.clients.find(({ callee }) => callee === provider.name);
    const calls = (client?.operations ?? []).flatMap((operation) => {
      const endpoint = provider.endpoints.find((other) => other.operation === operation.operation);
      if (client === undefined || endpoint === undefined || !canBeAsked(endpoint)) return [];
      const relied = reads.find((call) => call.to === provider.name && call.endpoint.operation === operation.operation);
      return [callOf(operation, { client, endpoint, provider, reads: relied?.reads ?? [] })];
    });
    const published = new Set(provider === consumer ? [] : provider.publishes.map(({ type }) => type));
    const events = consumer.subscribes
      .filter(({ type }) => published.has(type))
      .map(({ type, older, version }) => ({
        type,
        versions: [...older.map((one) => one.version), version],
        fields: { id: 'string' as const },
      }));
    if (calls.length + events.length === 0) return [];
    return [{ consumer: consumer.name, provider: provider.name, calls, events }];
  });
}

/** Whether a client, which sends no query, gets an answer at all. */
function canBeAsked(endpoint: HandlerView): boolean {
  return requiredTexts(endpoint, 'query').length === 0;
}

function callOf(
  operation: ClientOperation,
  about: { client: ClientView; endpoint: HandlerView; provider: ServiceView; reads: readonly string[] },
): ContractCall {
  const { client, endpoint, provider, reads } = about;
  const sent = [...requiredTexts(endpoint, 'body').map((name) => [name, '7']), ...reads.map((name) => [name, 'test'])];
  const procedure = provider.proto?.procedures.find(({ rpc }) => rpc === operation.rpc);
  return {
    operation: operation.operation,
    request: {
      method: operation.method,
      path: operation.path.replace(/:(\w+)/g, '{$1}'),
      ...(hasBody(operation.method) && { body: { note: 'test', ...Object.fromEntries(sent) } }),
      key: operation.takesKey,
    },
    answer: { status: endpoint.status, fields: fieldsOf(operation, endpoint, reads) },
    ...(client.isGrpc &&
      procedure && {
        rpc: {
          method: procedure.rpc,
          fields: procedure.fields.map(({ type, name, number }) => `${type} ${name} = ${number};`),
        },
      }),
  };
}

function fieldsOf({ replyType }: ClientOperation, endpoint: HandlerView, reads: readonly string[]): Fields {
  if (replyType === 'void' || endpoint.reply === null) return {};
  const known: Fields = endpoint.replyType.startsWith('{ items')
    ? { items: 'array' }
    : endpoint.reply === '{ id: saga.id, state: saga.state }'
      ? { id: 'string', state: 'string' }
      : endpoint.replyType === 'Resource'
        ? { id: 'string' }
        : {};
  return { ...Object.fromEntries(reads.map((name) => [name, 'any' as const])), ...known };
}
