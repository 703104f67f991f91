import type { ServiceSpec } from '../../blueprint/blueprint.ts';
import { versionOf } from '../../blueprint/read-events.ts';
import { camel, kebab, pascal } from '../names.ts';

/** A declared publication or subscription. */
export interface EventView {
  /** `order.created` */
  readonly type: string;
  /** The version that is published, or the newest that is read. */
  readonly version: number;
  /** Whether that is not the first. */
  readonly versioned: boolean;
  /** The next one, for who breaks this one. */
  readonly nextVersion: number;
  /** Those before it, the newest last, each with its schema and that of the next one. */
  readonly older: readonly { readonly version: number; readonly schema: string; readonly next: string }[];
  /** `OrderCreated` */
  readonly typeName: string;
  /** `publishOrderCreated` */
  readonly publishFn: string;
  /** `onOrderCreated` */
  readonly handlerFn: string;
  /** `orderCreated`: the schema of its data */
  readonly schema: string;
  /** `order-created` */
  readonly file: string;
}

/** What a service publishes, or what it subscribes to. */
export function eventViews(list: 'publishes' | 'subscribes', service: ServiceSpec): readonly EventView[] {
  return service[list].map((type) => eventView(type, versionOf(service, list, type)));
}

/** The names that an event gives to code. */
function eventView(type: string, version: number): EventView {
  const schemaOf = (one: number): string => (one === version ? camel(type) : `${camel(type)}V${one}`);
  return {
    type,
    version,
    versioned: version > 1,
    nextVersion: version + 1,
    older: Array.from({ length: version - 1 }, (_, index) => ({
      version: index + 1,
      schema: schemaOf(index + 1),
      next: schemaOf(index + 2),
    })),
    typeName: pascal(type),
    publishFn: publishFunction(type),
    handlerFn: `on${pascal(type)}`,
    schema: camel(type),
    file: kebab(type),
  };
}

/** `publishOrderCreated` */
export function publishFunction(type: string): string {
  return `publish${pascal(type)}`;
}
