import type { TimeoutPolicy } from '../../model/system.ts';
import type { Lib, Value } from '../link/values.ts';
import { clientOptions, serverOf, transportOf } from './nest-transports.ts';
import { rxjsTimeout } from './http-deadlines.ts';
import { patternTexts } from './open-patterns.ts';
import { durabilityOfNestClient } from './durability.ts';
import { pipedRetry } from './client-retries.ts';
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
  const url = messagePatterns(site);
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
    ...pipedRetry(lib, site),
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
  const options = clientOptions(site.evaluator, lib);
  const broker = transportOf(site.evaluator, options) ?? 'nest';
  return {
    broker,
    direction: 'publish',
    names: messagePatterns(site),
    handlers: [],
    durability: durabilityOfNestClient(site, broker, options),
  };
}

function messagePatterns({ evaluator, file, call, args }: Site): readonly Value[] {
  return patternTexts(evaluator, argument(evaluator, args, 0), evaluator.evidence(file, call));
}
