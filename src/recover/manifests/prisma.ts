import type { Evidence } from '../../model/system.ts';

/** A schema.prisma: which store it opens and which tables it knows. */
export interface PrismaSchema {
  readonly file: string;
  /** `postgresql`, `mysql`, `sqlite`, `mongodb`, …; null when there is no datasource. */
  readonly provider: string | null;
  /** A literal URL or the name of the variable that holds it. */
  readonly url: { readonly env: string } | { readonly literal: string } | null;
  readonly models: readonly { readonly name: string; readonly table: string; readonly evidence: Evidence }[];
  readonly evidence: Evidence;
}
