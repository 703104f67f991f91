import type { Call, Service } from '../../model/system.ts';
import { endpointShape } from '../read-endpoint.ts';
import { line, remark, type Line } from './lines.ts';
import { bracedPath, internalCalls, place, type Survey, type WrittenEndpoint } from './survey.ts';

/** A call as a blueprint says it. */
export interface WrittenCall {
  readonly to: string;
  readonly text: string;
  /** `payment.charge`, for the endpoint whose handler makes it. */
  readonly operation: string | null;
  readonly call: Call;
}

/** The calls of a service that a blueprint can say, each once, and what is said of the others. */
export function writtenCalls(
  service: Service,
  survey: Survey,
): { said: readonly WrittenCall[]; unsaid: readonly Line[] } {
  const said = new Map<string, WrittenCall>();
  const unsaid: Line[] = [];
  for (const call of internalCalls(survey, service)) {
    if (call.method === 'ALL') continue;
    const written = writtenCall(call, survey);
    if (typeof written === 'string') unsaid.push(remark(4, `not said: ${describeCall(call, survey)} (${written})`));
    else {
      const key = `${written.to} ${endpointShape(written.text, '')}`;
      if (!said.has(key)) said.set(key, written);
    }
  }
  return { said: [...said.values()], unsaid };
}

/** The lines of `calls`. */
export function callLines(calls: readonly WrittenCall[]): readonly Line[] {
  if (calls.length === 0) return [];
  const callees = [...new Set(calls.map(({ to }) => to))].sort();
  return [
    line(4, 'calls:'),
    ...callees.flatMap((callee) => [
      line(6, `${callee}:`),
      ...calls.filter(({ to }) => to === callee).map(({ text, call }) => line(8, `- ${text}`, place(call.evidence))),
    ]),
  ];
}

/** The lines of `routes`: what a service passes on as it comes. */
export function routeLines(service: Service, survey: Survey): readonly Line[] {
  const routes = new Map<string, Line>();
  for (const call of internalCalls(survey, service).filter(({ method }) => method === 'ALL')) {
    const prefix = bracedPath(call.path ?? '/');
    const to = survey.names.get(call.to ?? '') ?? '';
    const key = routes.has(prefix) ? `${prefix} ${to}` : prefix;
    const text = `${prefix}: ${to}`;
    const isPrefix = /^(?:\/[\w.~-]+)+$/.test(prefix);
    routes.set(
      key,
      isPrefix && key === prefix
        ? line(6, text, place(call.evidence))
        : remark(
            6,
            `not said: ${text} (${isPrefix ? 'this prefix leads elsewhere, too' : 'not a prefix'}, see ${place(call.evidence)})`,
          ),
    );
  }
  if (routes.size === 0) return [];
  const lines = [...routes.values()];
  return lines.some(({ text }) => text !== '') ? [line(4, 'routes:'), ...lines] : lines;
}

/** What is known of calls that leave the system, or whose target is not known. */
export function otherCalls(service: Service, { model }: Survey): readonly Line[] {
  return model.calls
    .filter(({ from, to }) => from === service.id && to === null)
    .map((call) =>
      call.toKind === 'external'
        ? remark(4, `calls outside: ${call.method ?? ''} ${call.target ?? 'unknown'} (${place(call.evidence)})`)
        : remark(
            4,
            `unknown: whom ${call.client} calls${call.target === null ? '' : ` at ${call.target}`}, see ${place(call.evidence)}`,
          ),
    );
}

function describeCall(call: Call, { names }: Survey): string {
  const what = `${call.method ?? 'some method'} ${call.path ?? 'some path'}`;
  return `calls ${names.get(call.to ?? '') ?? ''} ${what}, see ${place(call.evidence)}`;
}

function writtenCall(call: Call, survey: Survey): WrittenCall | string {
  if (call.protocol !== 'http') return `a call over ${call.protocol} of code that is there cannot be declared`;
  const to = survey.names.get(call.to ?? '') ?? '';
  const endpoints: readonly WrittenEndpoint[] = survey.endpoints.get(call.to ?? '') ?? [];
  const found = endpoints.find(({ ids }) => ids.includes(call.toEndpoint ?? ''));
  if (found) return { to, text: found.text, operation: `${to}.${found.operation}`, call };
  if (endpoints.length > 0) return `"${to}" was not seen to answer it`;
  if (call.method === null || call.path === null) return 'its method or path is not known';
  return { to, text: `${call.method} ${bracedPath(call.path)}`, operation: null, call };
}
