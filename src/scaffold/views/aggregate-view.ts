import type { PartSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { clientProperty } from './client-view.ts';
import { pathParameters } from './endpoint-kind.ts';
import { accessView, type AccessView } from './route-view.ts';
import { clientMethod } from './handler-names.ts';

interface PartView {
  readonly name: string;
  readonly required: boolean;
  /** The call, as TypeScript. */
  readonly call: string;
  /** What a test sees the service receive. */
  readonly asked: string;
}

/** A path whose answer is put together of several services' answers. */
export interface AggregateView extends AccessView {
  readonly path: string;
  readonly parts: readonly PartView[];
  /** Objects of calls, as TypeScript. */
  readonly requiredParts: string;
  readonly optionalParts: string;
  /** The constant that holds its guards. */
  readonly guardsName: string;
  /** Type argument of the route; empty without parameters. */
  readonly generic: string;
  /** First parameter of its handler. */
  readonly request: string;
  /** A path for tests, its parameters 7. */
  readonly example: string;
  /** A part whose absence a test can show: nothing else makes the same call. Empty name for none. */
  readonly spare: PartView;
  readonly needed: PartView;
}

const NONE: PartView = { name: '', required: false, call: '', asked: '' };

/** The aggregates of a gateway or bff; empty for other services. */
export function aggregateViews({ aggregates }: ServiceSpec): AggregateView[] {
  return aggregates.map((aggregate, index) => {
    const parts = aggregate.parts.map(partView);
    const names = pathParameters(aggregate.path);
    const single = (part: PartView): boolean => parts.filter(({ asked }) => asked === part.asked).length === 1;
    const optional = parts.filter(({ required }) => !required);
    const required = parts.filter((part) => part.required);
    return {
      path: aggregate.path,
      parts,
      requiredParts: objectOf(required),
      optionalParts: objectOf(optional),
      guardsName: `guards${index === 0 ? '' : index + 1}`,
      generic: names.length === 0 ? '' : `<{ Params: { ${names.map((name) => `${name}: string`).join('; ')} } }>`,
      request: names.length === 0 ? '' : '{ params }',
      example: aggregate.path.replace(/:\w+/g, '7'),
      spare: (parts.length > 1 && optional.find(single)) || NONE,
      needed: required.find(single) ?? NONE,
      ...accessView(aggregate.path, aggregate),
    };
  });
}

function objectOf(parts: readonly PartView[]): string {
  if (parts.length === 0) return '{}';
  const text = `{ ${parts.map(({ name, call }) => `${name}: ${call}`).join(', ')} }`;
  return text.length <= 110
    ? text
    : `{\n${parts.map(({ name, call }) => `        ${name}: ${call},\n`).join('')}      }`;
}

function partView({ name, service, endpoint, parameters, required }: PartSpec): PartView {
  const given = parameters.map((parameter) => `params.${parameter}`).join(', ');
  return {
    name,
    required,
    call: `deps.${clientProperty(service)}.${clientMethod(endpoint.operation)}(${given})`,
    asked: `GET ${endpoint.path.replace(/:\w+/g, '7')}`,
  };
}
