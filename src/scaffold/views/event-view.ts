import { camel, kebab, pascal } from '../names.ts';

/** A declared publication or subscription. */
export interface EventView {
  /** `order.created` */
  readonly type: string;
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

/** The names that an event gives to code. */
export function eventView(type: string): EventView {
  return {
    type,
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
