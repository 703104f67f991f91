import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, quote } from '../names.ts';
import { hasBody } from './client-view.ts';
import { pathParameters } from './endpoint-kind.ts';

/** A job that keeps a CPU busy. */
export interface JobView {
  readonly name: string;
  /** `renderInvoice` */
  readonly fn: string;
  /** `render-invoice` */
  readonly file: string;
}

/** The jobs of a service. */
export function jobViews({ cpu }: ServiceSpec): readonly JobView[] {
  return cpu.map((name) => ({ name, fn: camel(name), file: name }));
}

/** How a handler has a job done with what it was sent, as TypeScript. */
export function jobStatement(job: string, endpoint: EndpointSpec): string {
  const parameters = pathParameters(endpoint.path).length > 0 ? '{ ...request.params }' : '{}';
  const input = hasBody(endpoint.method) ? 'request.body' : parameters;
  return `await deps.cpu.run(${quote(job)}, ${input});`;
}
