import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { BlueprintEdit } from '../../blueprint/edit-blueprint.ts';
import { UserError } from '../../util/user-error.ts';
import { aggregatePart } from './workflows.ts';

/** What is said of a gateway that is to be made. Empty texts: not said. */
interface GatewayAnswers {
  readonly name: string;
  /** `/api/orders=orders` */
  readonly routes: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  readonly rateLimit: string;
  readonly port: number | null;
}

/** The edits that add a gateway to a blueprint. */
export function gatewayEdits(answers: GatewayAnswers): BlueprintEdit[] {
  const { issuer, audience, rateLimit, port } = answers;
  const routes = answers.routes.map((text) => {
    const [, prefix, to] = /^(\/\S*?)\s*=\s*(\S+)$/.exec(text.trim()) ?? [];
    if (prefix === undefined || to === undefined)
      throw new UserError(`"${text}" is not a route`, { help: 'write public prefix and service: /api/orders=orders' });
    return [prefix, to] as const;
  });
  const value = {
    kind: 'gateway',
    ...(port !== null && { port }),
    ...(issuer !== '' && { auth: { issuer, audience } }),
    ...(rateLimit !== '' && { rateLimit }),
    routes: Object.fromEntries(routes),
  };
  return [{ path: ['services', answers.name], value }];
}

/** The aggregates of `/mobile/orders/{id} order=orders.getOrdersById charge=payment.findCharge`, as the blueprint has them. */
export function aggregatesOf(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [path = '', ...parts] = text.trim().split(/\s+(?=\w+\s*=)/);
      return [path, { parts: Object.fromEntries(parts.map(aggregatePart)) }];
    }),
  );
}

/** Throws UserError where a blueprint that is there cannot have a module. */
export function requireModules(blueprint: Blueprint | undefined): void {
  if (blueprint === undefined || blueprint.system.shape === 'modular-monolith') return;
  throw new UserError('only a modular monolith has modules, and this system is of the shape "microservices"', {
    where: blueprint.where(['system', 'shape']),
    help: 'add a service with "archwright new service", or set shape: modular-monolith',
  });
}
