import { joinTexts } from '../link/texts.ts';
import type { Lib } from '../link/values.ts';
import { pipedRetry } from './client-retries.ts';
import { deadlineOf } from './grpc-deadlines.ts';
import { deadlineOrNone, known, procedure } from './grpc-names.ts';
import { addresses } from './grpc.ts';
import { pipedTimeout } from './nest-clients.ts';
import { clientOptions, serverOf } from './nest-transports.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/** Nest's gRPC client: methods of what `client.getService('Orders')` gives. */
export const nestGrpc: Recogniser = { packages: ['@nestjs/microservices'], request };

function request(lib: Lib, site: Site): RequestShape | undefined {
  const member = /(?:Client(?:Grpc\w*|Proxy)!|ClientProxyFactory\.create\(\))\.getService\(\)\.(\w+)$/.exec(
    lib.path,
  )?.[1];
  const [argument] = lib.args;
  if (member === undefined || !argument) return undefined;
  const name = joinTexts(site.evaluator.of(argument))[0];
  const service = name === undefined ? undefined : known(site.uses.protos, name);
  const method = service && procedure(service, member);
  if (!service || method === undefined) return undefined;
  return {
    client: '@nestjs/microservices',
    protocol: 'grpc',
    url: serverOf(site.evaluator, clientOptions(site.evaluator, lib)).flatMap((value) => addresses([value])),
    method,
    procedure: `${service.name}/${method}`,
    timeout: deadlineOrNone(pipedTimeout(lib, site) ?? deadlineOf(site, undefined), site.uses.protos, service, method),
    ...pipedRetry(lib, site),
  };
}
