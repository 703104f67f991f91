import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, pascal, quote } from '../names.ts';
import { clientProperty, hasBody, takesKey } from './client-view.ts';
import { endpointRole, pathParameters, type EndpointRole } from './endpoint-kind.ts';
import { publishFunction } from './event-view.ts';
import { jobStatement } from './job-view.ts';
import { sagasProperty, type SagaPart } from './saga-participation.ts';
import { hasStore, tableNamesOf } from './service-parts.ts';
import { tableNames, type TableNames } from './table-view.ts';
import { clientMethod } from './handler-names.ts';

/**
 * What a handler does, as TypeScript: statements, then those of one transaction, if it needs one. `reply` is the expression
 * that it returns, null for nothing.
 */
export interface HandlerStatements {
  readonly statements: readonly string[];
  readonly inTransaction: readonly string[];
  /** What runs those of the transaction, and the reply: `deps.store.transaction(async (tx) => {`; null without one. */
  readonly transaction: string | null;
  readonly reply: string | null;
  readonly replyType: string;
}

/** The statements of an endpoint's handler. */
export function handlerStatements(
  endpoint: EndpointSpec,
  service: ServiceSpec,
  sagaPart: SagaPart | undefined,
): HandlerStatements {
  const draft = new HandlerDraft(endpoint, service, sagaPart);
  draft.build();
  return draft;
}

/** Collects the statements of one handler: calls, then write, events and saga in one transaction; or read, then calls. */
class HandlerDraft implements HandlerStatements {
  readonly statements: string[] = [];
  readonly inTransaction: string[] = [];
  reply: string | null = null;
  replyType = 'Resource';
  private readonly endpoint: EndpointSpec;
  private readonly service: ServiceSpec;
  private readonly role: EndpointRole;
  private readonly names: TableNames | null;
  private readonly replies: string[] = [];
  private readonly sagaPart: SagaPart | undefined;
  private readonly keyed: boolean;
  private known: string | null = null;
  /** What rows are read and written through. */
  private store: 'deps.store' | 'tx' = 'deps.store';

  constructor(endpoint: EndpointSpec, service: ServiceSpec, sagaPart: SagaPart | undefined) {
    this.endpoint = endpoint;
    this.service = service;
    this.sagaPart = sagaPart;
    this.keyed = endpoint.idempotency !== 'none';
    this.role = endpointRole(endpoint, tableNamesOf(service));
    this.names = this.role.table === null ? null : tableNames(this.role.table);
  }

  build(): void {
    const { kind } = this.role;
    const reads = kind === 'read' || kind === 'list';
    if (reads) this.addRow();
    for (const call of this.endpoint.calls) this.addCall(call);
    for (const job of this.endpoint.computes) this.addAnswer(camel(job), jobStatement(job, this.endpoint));
    if (kind === 'read' && this.endpoint.starts === null) this.addSagaState();
    if (this.sagaPart?.part === 'undo') this.addUndo(this.sagaPart.step);
    if (this.needsTransaction(!reads)) this.store = 'tx';
    if (!reads) this.addRow();
    for (const type of this.endpoint.publishes) this.addEvent(type);
    if (this.endpoint.starts !== null) this.addSaga(this.endpoint.starts);
    this.addReply();
    if (this.keyed && this.endpoint.calls.length + this.endpoint.computes.length > 0) this.addKnownAnswer();
  }

  get transaction(): string | null {
    if (!this.keyed && this.inTransaction.length === 0) return null;
    const takes = this.inTransaction.some((text) => /\btx\b/.test(text)) ? '(tx)' : '()';
    return `${this.keyed ? 'deps.idempotency.once(request.keyed, ' : 'deps.store.transaction('}async ${takes} => {`;
  }

  // A transaction must not wait for other services; but a request that is repeated need not call them again.
  private addKnownAnswer(): void {
    const find = `const known = await deps.idempotency.find<${this.replyType}>(request.keyed);`;
    this.statements.unshift(find, 'if (known) return known.answer;');
  }

  // Whatever a request changes or sets off happens as a whole or not at all.
  private needsTransaction(writes: boolean): boolean {
    const { publishes, starts } = this.endpoint;
    if (!hasStore(this.service)) return false;
    return (
      this.keyed ||
      publishes.length > 0 ||
      this.sagaPart !== undefined ||
      (writes && this.names !== null && starts !== null)
    );
  }

  private get row(): string {
    return this.names?.variable ?? 'result';
  }

  /** The id of the item that the request is about. */
  private get id(): string {
    const { idParameter } = this.role;
    if (this.known !== null) return this.known;
    if (idParameter !== null) return `request.params.${idParameter}`;
    return hasBody(this.endpoint.method) ? "requireText(request.body, 'id')" : "requireText(request.query, 'id')";
  }

  private get key(): string {
    return takesKey(this.endpoint.method) && !this.keyed ? 'request.idempotencyKey' : 'undefined';
  }

  /** The id of something that has none: that of the request, so that a repeated one is about the same thing. */
  private get freshId(): string {
    return this.key === 'undefined' ? 'randomUUID()' : `${this.key} ?? randomUUID()`;
  }

  private addRow(): void {
    const { names, store } = this;
    const { kind } = this.role;
    if (names === null) {
      const sent = hasBody(this.endpoint.method) ? '...request.body, ' : '';
      if (this.endpoint.publishes.length > 0) this.add(`const ${this.row} = { ${sent}id: ${this.freshId} };`);
      return;
    }
    if (kind === 'create') this.add(`const ${this.row} = await ${names.insert}(${store}, request.body, ${this.key});`);
    if (kind === 'list') this.add(`const items = await ${names.list}(${store}, request.query.limit);`);
    if (kind === 'read') this.add(`const ${this.row} = await ${names.find}(${store}, ${this.id});`);
    if (kind === 'put') this.add(`const ${this.row} = await ${names.put}(${store}, ${this.id}, request.body);`);
    if (kind === 'change') {
      const status =
        this.endpoint.method === 'PATCH'
          ? 'request.body'
          : `{ ...request.body, status: ${quote(this.endpoint.operation)} }`;
      this.addChange(`${names.change}(${store}, ${this.id}, ${status})`);
    }
    if (kind === 'remove') this.add(`await ${names.remove}(${store}, ${this.id});`);
    if (this.sagaPart?.part === 'do') {
      const id = kind === 'remove' ? this.id : `${this.row}.id`;
      this.add(`await takeEffect(tx, ${quote(this.sagaPart.step)}, ${id});`);
    }
  }

  private addUndo(step: string): void {
    this.add(`const id = ${this.id};`);
    this.known = 'id';
    this.inTransaction.push(`await undoEffect(tx, ${quote(step)}, id);`);
  }

  private addChange(change: string): void {
    if (this.sagaPart?.part !== 'undo') return this.add(`const ${this.row} = await ${change};`);
    this.add(`const ${this.row} = await ifThere(${change});`);
    this.add(`if (${this.row} === undefined) return { id };`);
  }

  private addCall({ service, operation }: EndpointSpec['calls'][number]): void {
    const call = this.service.calls.find(({ to, endpoint }) => to === service && endpoint.operation === operation);
    if (call === undefined) return;
    const twice = this.endpoint.calls.filter((other) => other.service === service).length > 1;
    const name = twice ? `${camel(service)}${pascal(operation)}` : camel(service);
    const args = pathParameters(call.endpoint.path).map((parameter) => this.argument(parameter));
    if (hasBody(call.endpoint.method)) args.push(hasBody(this.endpoint.method) ? 'request.body' : '{}');
    const required = call.endpoint.idempotency === 'required';
    if (takesKey(call.endpoint.method) && takesKey(this.endpoint.method)) {
      const key = `request.idempotencyKey${required ? ' ?? randomUUID()' : ''}`;
      args.push(`derivedKey(${key}, ${quote(`${service}.${operation}`)})`);
    } else if (required) args.push('{ idempotencyKey: randomUUID() }');
    this.addAnswer(name, `await deps.${clientProperty(service)}.${clientMethod(operation)}(${args.join(', ')});`);
  }

  private addAnswer(name: string, asked: string): void {
    this.add(this.role.kind === 'remove' ? asked : `const ${name}Reply = ${asked}`);
    this.replies.push(`${name}: ${name}Reply`);
  }

  private argument(parameter: string): string {
    const own = pathParameters(this.endpoint.path);
    const same = own.find((name) => name === parameter) ?? own.at(-1);
    if (same !== undefined) return `request.params.${same}`;
    return `requireText(request.${hasBody(this.endpoint.method) ? 'body' : 'query'}, ${quote(parameter)})`;
  }

  private addEvent(type: string): void {
    const data = this.role.kind === 'remove' || this.role.kind === 'list' ? `{ id: ${this.id} }` : this.row;
    const id = this.role.kind === 'remove' || this.role.kind === 'list' ? this.id : `${this.row}.id`;
    // A create that is repeated under its key publishes again under the same id, so that nobody acts on it twice.
    const options = this.role.kind === 'create' ? `{ key: ${id}, id: \`${type}:\${${id}}\` }` : `{ key: ${id} }`;
    const through = this.store === 'tx' ? 'deps.outbox, tx' : 'deps.bus';
    this.add(`await ${publishFunction(type)}(${through}, ${data}, ${options});`);
  }

  private addSaga(saga: string): void {
    const body = hasBody(this.endpoint.method) ? '...request.body' : '...request.params';
    const owned = this.names !== null && ['create', 'put', 'change', 'read'].includes(this.role.kind);
    const key = owned ? `${this.row}.id` : this.freshId;
    const input = owned ? `{ ${body}, ${camel(this.row)}Id: ${this.row}.id }` : `{ ${body} }`;
    const tx = this.store === 'tx' ? ', tx' : '';
    const sagas = sagasProperty(saga, this.service.sagas);
    this.add(`const saga = await deps.${sagas}.start(${quote(saga)}, ${key}, ${input}${tx});`);
    if (this.role.kind !== 'plain') this.replies.push('saga: { id: saga.id, state: saga.state }');
  }

  // The row does not hold the state of its saga; the orchestrator does.
  private addSagaState(): void {
    const starter = this.service.endpoints.find(
      (other) => other.starts !== null && endpointRole(other, tableNamesOf(this.service)).table === this.role.table,
    );
    if (starter?.starts == null || this.names === null) return;
    const sagas = sagasProperty(starter.starts, this.service.sagas);
    this.add(`const saga = await deps.${sagas}.find(${quote(starter.starts)}, ${this.row}.id);`);
    this.replies.push('...(saga && { saga: { id: saga.id, state: saga.state } })');
  }

  private addReply(): void {
    const { kind } = this.role;
    if (kind === 'remove') this.replyType = 'void';
    else if (kind === 'list') this.setReply(['items'], '{ items: Resource[] }');
    else if (kind !== 'plain') this.setReply([`...${this.row}`], 'Resource', this.row);
    else this.addPlainReply();
  }

  private addPlainReply(): void {
    if (this.endpoint.starts !== null)
      return void (this.reply = `{ ${['id: saga.id', 'state: saga.state', ...this.replies].join(', ')} }`);
    const published = this.endpoint.publishes.length > 0;
    const parts = [`operation: ${quote(this.endpoint.operation)}`];
    if (pathParameters(this.endpoint.path).length > 0) parts.push('...request.params');
    if (published) parts.push(`...${this.row}`);
    else if (hasBody(this.endpoint.method)) parts.push('...request.body');
    this.setReply(parts, published ? 'Resource' : 'Fields');
  }

  private setReply(parts: string[], type: string, alone?: string): void {
    const all = [...parts, ...this.replies];
    this.reply = all.length === 1 && alone !== undefined ? alone : `{ ${all.join(', ')} }`;
    this.replyType = type;
  }

  private add(statement: string): void {
    const list = this.store === 'tx' ? this.inTransaction : this.statements;
    list.push(statement);
  }
}
