import type { EndpointSpec } from '../../blueprint/blueprint.ts';

/** A method of a Nest controller, as TypeScript. */
export interface NestRoute {
  /** Decorator of the method: `Post`. */
  readonly decorator: string;
  readonly parameters: string;
  readonly args: string;
  /** Names of @nestjs/common. */
  readonly imports: readonly string[];
  /** Whether it looks at the request itself. */
  readonly takesRequest: boolean;
}

interface Taken {
  readonly name: string;
  readonly type: string;
  readonly from: string;
}

/** The controller's method for an endpoint: what Nest hands over, and what the handler gets of it. */
export function nestRoute(
  { method }: EndpointSpec,
  takes: readonly Taken[],
  { optionalBody }: { readonly optionalBody: boolean },
): NestRoute {
  const decorator = `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  const found = takes.map((taken) => parameterOf(taken, optionalBody));
  const members = found.map(({ name, from }) => (name === from ? name : `${name}: ${from}`));
  return {
    decorator,
    parameters: found.map(({ parameter }) => parameter).join(', '),
    args: ['this.deps', ...(members.length > 0 ? [`{ ${members.join(', ')} }`] : [])].join(', '),
    imports: [decorator, ...found.map(({ parameter }) => /^@(\w+)/.exec(parameter)?.[1] ?? '')],
    takesRequest: found.some(({ name }) => name === 'keyed'),
  };
}

/** What a controller with these endpoints imports of @nestjs/common, sorted. */
export function nestImports(endpoints: readonly { readonly nestRoute: NestRoute }[]): string[] {
  const names = endpoints.flatMap(({ nestRoute: { imports } }) => imports);
  return [...new Set(['Controller', 'HttpCode', 'Inject', ...names])].sort();
}

function parameterOf(
  { name, type, from }: Taken,
  optionalBody: boolean,
): Record<'name' | 'parameter' | 'from', string> {
  if (name === 'params') return { name, parameter: `@Param() params: ${type}`, from: name };
  if (name === 'query' && type === 'Fields') return { name, parameter: '@Query() query: Fields', from: name };
  if (name === 'query') return { name, parameter: '@Query() query: unknown', from: 'validate(page, query)' };
  if (name === 'body') {
    const checked = optionalBody ? 'validate(optionalFields, body) ?? {}' : 'validate(fields, body)';
    return { name, parameter: '@Body() body: unknown', from: checked };
  }
  if (name === 'keyed') return { name, parameter: '@Req() request: Request', from };
  return { name, parameter: `@Headers('idempotency-key') ${name}: ${type}`, from: name };
}
