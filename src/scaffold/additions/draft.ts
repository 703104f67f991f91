import type { Blueprint, EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import type { BlueprintEdit } from '../../blueprint/edit-blueprint.ts';
import { splitVersion, versionOf } from '../../blueprint/read-events.ts';
import { endpointShape } from '../../blueprint/read-endpoint.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { UserError } from '../../util/user-error.ts';
import { pathParameters } from '../views/endpoint-kind.ts';

type Path = readonly (string | number)[];

/** Collects what an addition changes in a blueprint. Each change sees those before it. */
export class Draft {
  readonly edits: BlueprintEdit[] = [];
  readonly blueprint: Blueprint;
  #written: unknown;

  /** `written` is what the file says, without defaults. */
  constructor(blueprint: Blueprint, written: unknown) {
    this.blueprint = blueprint;
    this.#written = written;
  }

  /** The value that is written at a path, or undefined. */
  at(path: Path): unknown {
    let value = this.#written;
    for (const step of path) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = Object.entries(value).find(([key]) => key === String(step))?.[1];
    }
    return value;
  }

  /** The list at a path; empty where nothing is written. */
  list(path: Path): readonly unknown[] {
    const value = this.at(path);
    return Array.isArray(value) ? value : [];
  }

  set(path: Path, value: unknown): void {
    this.edits.push({ path, value });
    this.#written = withValue(this.#written, path, value);
  }

  /** Adds to the end of a list, which is made when it is not there. */
  append(path: Path, value: unknown): void {
    const { length } = this.list(path);
    if (length === 0) this.set(path, [value]);
    else this.set([...path, length], value);
  }

  /** Adds a name to a list unless it stands there. */
  ensure(path: Path, name: string): void {
    const names = this.list(path).flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.keys(item) : [item],
    );
    if (!names.includes(name)) this.append(path, name);
  }

  /** Adds an event to a list; one that stands there gets the version that is asked for, if any is. */
  ensureEvent(path: Path, event: string): void {
    const asked = splitVersion(event);
    const items = this.list(path);
    const index = items.findIndex((item) => splitVersion(String(item)).type === asked.type);
    if (index === -1) this.append(path, event);
    else if (asked.version > 0 && items[index] !== event) this.set([...path, index], event);
  }

  /** Throws UserError, with what was probably meant, for a service that is not declared. */
  service(name: string): ServiceSpec {
    const { services, file } = this.blueprint;
    const found = services.find((service) => service.name === name);
    if (found) return found;
    const names = services.map((service) => service.name);
    const near = didYouMean(name, names);
    const list = names.length === 0 ? 'it declares none yet' : `services: ${names.join(', ')}`;
    throw new UserError(`there is no service "${name}" in ${file}`, {
      help: near === undefined ? list : `did you mean "${near}"? ${list}`,
    });
  }

  /** The endpoint of a service by operation, or method and path; with its index in the list. */
  endpoint(service: ServiceSpec, text: string): { readonly endpoint: EndpointSpec; readonly index: number } {
    const index = service.endpoints.findIndex((endpoint) => isEndpoint(endpoint, text));
    const endpoint = service.endpoints[index];
    if (endpoint) return { endpoint, index };
    const names = service.endpoints.map(({ operation }) => operation);
    const near = didYouMean(text, names);
    const list = names.length === 0 ? 'it declares no endpoints' : `its operations: ${names.join(', ')}`;
    throw new UserError(`"${service.name}" has no endpoint "${text}"`, {
      help: near === undefined ? list : `did you mean "${near}"? ${list}`,
    });
  }

  /** Adds to a list of what the handler of an endpoint does (`calls`, `computes`, `publishes`), or says which saga it starts. */
  handler(
    service: ServiceSpec,
    index: number,
    key: 'calls' | 'computes' | 'publishes' | 'starts',
    value: string,
  ): void {
    const path = ['services', service.name, 'endpoints', index];
    const item = this.at(path);
    const [text = '', details] =
      typeof item === 'object' && item !== null ? (Object.entries(item)[0] ?? []) : [String(item)];
    const given: object = typeof details === 'object' && details !== null ? details : {};
    if (typeof item === 'string') {
      const [plain = item, as] = item.split(/\s+as\s+/);
      const more = key === 'starts' ? { starts: value } : { [key]: [value] };
      this.set(path, { [plain]: { ...(as !== undefined && { as }), ...more } });
    } else if (key === 'starts') this.set([...path, text, key], value);
    else if (key in given) this.ensure([...path, text, key], value);
    else this.set([...path, text, key], [value]);
  }
}

/** An event in the newest version that somebody publishes, unless it says one itself. */
export function atPublishedVersion(event: string, blueprint: Blueprint | undefined): string {
  if (splitVersion(event).version > 0) return event;
  const versions = (blueprint?.services ?? []).map((service) => versionOf(service, 'publishes', event));
  const newest = Math.max(1, ...versions);
  return newest === 1 ? event : `${event}@${newest}`;
}

/** Whether an endpoint is meant by an operation, or by method and path. */
export function isEndpoint({ method, path, operation }: EndpointSpec, text: string): boolean {
  const [, verb = '', written = ''] = /^(\S+)\s+(\S+)/.exec(text) ?? [];
  return verb === '' ? operation === text : endpointShape(method, path) === endpointShape(verb, written);
}

/** A path as a blueprint writes it. */
export function braces(path: string): string {
  return pathParameters(path).reduce((text, name) => text.replace(`:${name}`, `{${name}}`), path);
}

/** `payment.charge` or `payment POST /charges` as a declared call of `from`, which is added where it is not. */
export function ensureCall(
  draft: Draft,
  from: ServiceSpec,
  text: string,
): { readonly to: string; readonly endpoint: EndpointSpec; readonly isNew: boolean } {
  const [, to = '', what = ''] = /^([^\s.]+)[\s.]+(.+)$/.exec(text.trim()) ?? [];
  if (to === '')
    throw new UserError(`"${text}" names no endpoint to call`, {
      help: 'write service and endpoint: "payment POST /charges", or payment.charge',
    });
  const { endpoint } = draft.endpoint(draft.service(to), what);
  const path = ['services', from.name, 'calls', to];
  const isNew = !draft.list(path).some((item) => {
    const said = typeof item === 'object' && item !== null ? (Object.keys(item)[0] ?? '') : String(item);
    return isEndpoint(endpoint, said);
  });
  if (isNew) draft.append(path, `${endpoint.method} ${braces(endpoint.path)}`);
  return { to, endpoint, isNew };
}

/** The error for something that is declared with other details. */
export function declaredOtherwise(draft: Draft, what: string, path: Path, key = true): UserError {
  return new UserError(`${what} is declared already, and not like this`, {
    where: draft.blueprint.where(path, key),
    help: 'change it there and run "archwright generate"',
  });
}

function withValue(before: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list: readonly unknown[] = Array.isArray(before) ? before : [];
    return list.toSpliced(step, 1, withValue(list[step], rest, value));
  }
  const map = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
  return { ...map, [step]: withValue(Object.entries(map).find(([key]) => key === step)?.[1], rest, value) };
}
