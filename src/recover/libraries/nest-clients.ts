import type { TimeoutPolicy } from '../../model/system.ts';
import type { Lib, Value } from '../link/values.ts';
import { patterns } from './nest.ts';
import { clientOptions, serverOf, transportOf } from './nest-transports.ts';
import { rxjsTimeout } from './http-deadlines.ts';
import { argument } from './options.ts';
import type { MessageShape, Recogniser, RequestShape, Site } from './recogniser.ts';

/** Nest's clients for other transports: `send` is a call that waits, `emit` publishes. */
export const nestClients: Recogniser = { packages: ['@nestjs/microservices'], request: send, message: emit };

function send(lib: Lib, site: Site): RequestShape | undefined {
  if (
    !/^Client(?:Proxy|Kafka|RMQ|TCP|Redis|Nats|Mqtt|KafkaProxy)!\.send$/.test(lib.path) &&
    !/ClientProxyFactory\.create\(\)\.send$/.test(lib.path)
  )
    return undefined;
  const url = patternValues(site, argument(site.evaluator, site.args, 0));
  const options = clientOptions(site.evaluator, lib);
  return {
    client: '@nestjs/microservices',
    protocol: 'rpc',
    url,
    method: null,
    server: serverOf(site.evaluator, options),
    timeout: pipedTimeout(lib, site) ?? {
      state: 'absent',
      ms: null,
      source: 'ClientProxy.send has no default timeout',
    },
  };
}

/** The rxjs `timeout` through which what a client's call gives is piped; undefined when there is none. */
export function pipedTimeout(lib: Lib, site: Site): TimeoutPolicy | undefined {
  const pipes = site.uses.on({ ...lib, site: { file: site.file, call: site.c } }).filter((use) => use.name === 'pipe');
  for (const { file, c } of pipes) {
    for (const arg of site.evaluator.program.facts(file).calls[c]?.args ?? []) {
      const found = rxjsTimeout(site, site.evaluator.eval(file, arg, site.file === file ? site.frame : undefined));
      if (found) return found;
    }
  }
  return undefined;
}

function emit(lib: Lib, site: Site): MessageShape | undefined {
  if (
    !/^Client(?:Proxy|Kafka|RMQ|TCP|Redis|Nats|Mqtt|KafkaProxy)!\.emit$/.test(lib.path) &&
    !/ClientProxyFactory\.create\(\)\.emit$/.test(lib.path)
  )
    return undefined;
  return {
    broker: transportOf(site.evaluator, clientOptions(site.evaluator, lib)) ?? 'nest',
    direction: 'publish',
    names: patternValues(site, argument(site.evaluator, site.args, 0)),
    handlers: [],
  };
}

function patternValues(site: Site, values: readonly Value[]): readonly Value[] {
  const at = site.evaluator.evidence(site.file, site.call);
  return values.flatMap((value): Value[] =>
    value.t === 'obj'
      ? patterns(site.evaluator, [value]).map((s): Value => ({
          t: 'text',
          parts: [{ p: 'text', s, origin: 'literal', at }],
        }))
      : [value],
  );
}
