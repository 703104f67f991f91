import { positionAt } from '../../io/json.ts';
import type { Evidence } from '../../model/system.ts';

/** A .proto file: its package and the methods of its services. */
export interface ProtoFile {
  readonly file: string;
  /** Empty when the file names no package. */
  readonly package: string;
  /** `service` is qualified with the package: `shop.orders.Orders`. */
  readonly methods: readonly ProtoMethod[];
}

/** One method of a gRPC service. */
export interface ProtoMethod {
  readonly service: string;
  readonly method: string;
  /** Either side streams, so a deadline for the whole call may be meant to be long. */
  readonly streaming: boolean;
  readonly evidence: Evidence;
}

/** Reads the services of a .proto file; messages and options are passed over. */
export function parseProto(file: string, source: string): ProtoFile {
  const text = source.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
  const name = /^\s*package\s+([\w.]+)\s*;/m.exec(text)?.[1] ?? '';
  const methods: ProtoMethod[] = [];
  for (const match of text.matchAll(/\bservice\s+(\w+)\s*\{/g)) {
    const start = match.index + match[0].length;
    const end = blockEnd(text, start);
    const service = name === '' ? (match[1] ?? '') : `${name}.${match[1] ?? ''}`;
    const pattern = /\brpc\s+(\w+)\s*\(\s*(stream\s+)?[\w.]+\s*\)\s*returns\s*\(\s*(stream\s+)?/g;
    for (const rpc of text.slice(start, end).matchAll(pattern)) {
      const streaming = rpc[2] !== undefined || rpc[3] !== undefined;
      const evidence = { file, ...positionAt(text, start + rpc.index), note: `rpc ${rpc[1] ?? ''}` };
      methods.push({ service, method: rpc[1] ?? '', streaming, evidence });
    }
  }
  return { file, package: name, methods };
}

function blockEnd(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return text.length;
}
