/** How Express calls a handler, as TypeScript. */
export interface ExpressRoute {
  readonly requestName: string;
  readonly args: string;
  /** Schemas that it names. */
  readonly uses: readonly string[];
}

/** The arguments of a handler, out of those that fastify passes: what fastify's schemas check is checked by zod. */
export function expressRoute(
  takes: readonly { readonly name: string; readonly type: string; readonly from: string }[],
  { optionalBody }: { readonly optionalBody: boolean },
): ExpressRoute {
  const sources: Record<string, string> = {
    body: optionalBody ? 'validate(optionalFields, request.body) ?? {}' : 'validate(fields, request.body)',
    idempotencyKey: "request.get('idempotency-key')",
  };
  const members = takes.map(({ name, type, from }) => {
    if (name === 'query' && type !== 'Fields') return 'query: validate(page, request.query)';
    return `${name}: ${sources[name] ?? from}`;
  });
  const args = ['deps', ...(members.length > 0 ? [`{ ${members.join(', ')} }`] : [])].join(', ');
  return {
    requestName: takes.length > 0 ? 'request' : '_request',
    args,
    uses: [...args.matchAll(/validate\((\w+)/g)].map(([, schema = '']) => schema),
  };
}
