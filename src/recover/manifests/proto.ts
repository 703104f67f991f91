import type { Evidence } from '../../model/system.ts';

/** A .proto file: its package and the methods of its services. */
export interface ProtoFile {
  readonly file: string;
  /** Empty when the file names no package. */
  readonly package: string;
  /** `service` is qualified with the package: `shop.orders.Orders`. */
  readonly methods: readonly { readonly service: string; readonly method: string; readonly evidence: Evidence }[];
}
