import { positionAt } from '../../io/json.ts';
import type { Evidence } from '../../model/system.ts';

export interface PrismaModel {
  readonly name: string;
  readonly table: string;
  /** A key other than one that is made for each row keeps a row from being there twice. */
  readonly isUnique: boolean;
  readonly evidence: Evidence;
}

/** A schema.prisma: which store it opens and which tables it knows. */
export interface PrismaSchema {
  readonly file: string;
  /** `postgresql`, `mysql`, `sqlite`, `mongodb`, …; null when there is no datasource. */
  readonly provider: string | null;
  /** A literal URL or the name of the variable that holds it. */
  readonly url: { readonly env: string } | { readonly literal: string } | null;
  /** Where the client is generated, when that is said. */
  readonly output: string | null;
  /** Database schemas of a `multiSchema` datasource. */
  readonly schemas: readonly string[];
  readonly models: readonly PrismaModel[];
  readonly evidence: Evidence;
}

/** Reads a Prisma schema. Blocks that it does not know are passed over. */
export function parsePrisma(file: string, source: string): PrismaSchema {
  // A string may hold `//`, so strings are matched first; comments become blanks, which keeps the positions.
  const text = source.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*/g, (part) =>
    part.startsWith('"') ? part : ' '.repeat(part.length),
  );
  const models: PrismaModel[] = [];
  let datasource: { body: string; offset: number } | undefined;
  for (const match of text.matchAll(
    /^[ \t]*(datasource|model|view)[ \t]+(\w+)[ \t]*\{((?:"(?:\\.|[^"\\\n])*"|[^}"])*)\}/gm,
  )) {
    const [whole, keyword, name = '', body = ''] = match;
    const offset = match.index + whole.indexOf(keyword ?? '');
    if (keyword === 'datasource') datasource ??= { body, offset };
    else {
      const table = /@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(body)?.[1] ?? name;
      models.push({
        name,
        table,
        isUnique: /@unique\b|@@unique\b|@@id\b|@id\b(?!.*@default)/.test(body),
        evidence: { file, ...positionAt(text, offset), note: `${keyword ?? 'model'} ${name}` },
      });
    }
  }
  const [, env, literal] = /^\s*url\s*=\s*(?:env\(\s*"([^"]+)"\s*\)|"([^"]*)")/m.exec(datasource?.body ?? '') ?? [];
  return {
    file,
    provider: /^\s*provider\s*=\s*"([^"]+)"/m.exec(datasource?.body ?? '')?.[1] ?? null,
    url: env !== undefined ? { env } : literal !== undefined ? { literal } : null,
    output: /^[ \t]*generator[ \t]+\w+[ \t]*\{[^}]*?^\s*output\s*=\s*"([^"]+)"/m.exec(text)?.[1] ?? null,
    schemas: [
      ...(/^\s*schemas\s*=\s*\[([^\]]*)\]/m.exec(datasource?.body ?? '')?.[1] ?? '').matchAll(/"([^"]+)"/g),
    ].map((one) => one[1] ?? ''),
    models,
    evidence: { file, ...positionAt(text, datasource?.offset ?? 0), note: 'Prisma datasource' },
  };
}
