import type { TimeoutPolicy } from '../../model/system.ts';
import { concat } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { FUNCTION, MACHINE } from '../manifests/cloud-names.ts';
import { argument, firstPolicy, handedOption, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/**
 * Recognisers of AWS clients that ask for a function or a state machine by its name, SDK 2 and 3.
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/lambda/command/InvokeCommand
 */
export const cloudFunctions: readonly Recogniser[] = [
  { packages: ['@aws-sdk/client-lambda', '@aws-sdk/client-sfn', 'aws-sdk'], request },
];

interface Operation {
  readonly kind: string;
  readonly option: string;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  Invoke: { kind: FUNCTION, option: 'FunctionName' },
  InvokeAsync: { kind: FUNCTION, option: 'FunctionName' },
  InvokeWithResponseStream: { kind: FUNCTION, option: 'FunctionName' },
  StartExecution: { kind: MACHINE, option: 'stateMachineArn' },
  StartSyncExecution: { kind: MACHINE, option: 'stateMachineArn' },
};

const CLIENT = /(?:^|[./])(?:Lambda|SFN|StepFunctions)(?:Client)?!\.(\w+)$|^clients\/(?:lambda|stepfunctions)!\.(\w+)$/;

function request(lib: Lib, site: Site): RequestShape | readonly RequestShape[] | undefined {
  const match = CLIENT.exec(lib.path);
  const member = match?.[1] ?? match?.[2];
  if (!member) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  if (member !== 'send') {
    const operation = OPERATIONS[member.charAt(0).toUpperCase() + member.slice(1)];
    return operation && requestOf(lib, site, operation, first);
  }
  return first.flatMap((command) => {
    if (command.t !== 'lib') return [];
    const operation = OPERATIONS[/(\w+)Command!$/.exec(command.lib.path)?.[1] ?? ''];
    return operation ? [requestOf(lib, site, operation, argument(evaluator, command.lib.args, 0))] : [];
  });
}

function requestOf(lib: Lib, site: Site, { kind, option: key }: Operation, options: readonly Value[]): RequestShape {
  const at = site.evaluator.evidence(site.file, site.call);
  const names = handedOption(site.evaluator, options, key);
  return {
    client: lib.pkg,
    protocol: 'rpc',
    url: concat([[text(kind, 'literal', at)], names]),
    method: null,
    timeout: timeoutOf(lib, site),
  };
}

// The older SDK gives up a socket after two minutes; the other one waits, unless its handler or a signal says otherwise.
function timeoutOf(lib: Lib, site: Site): TimeoutPolicy {
  const { evaluator } = site;
  const client = argument(evaluator, lib.args, 0);
  if (lib.pkg === 'aws-sdk') {
    const found = option(evaluator, optionValues(evaluator, client, 'httpOptions'), 'timeout');
    const byDefault: TimeoutPolicy = { state: 'default', ms: 120_000, source: 'aws-sdk waits 120 s by default' };
    return firstPolicy([timeoutFrom(found, 'client option "httpOptions.timeout"')], byDefault);
  }
  const handlers = optionValues(evaluator, client, 'requestHandler').flatMap((value) =>
    value.t === 'lib' ? argument(evaluator, value.lib.args, 0) : [value],
  );
  const isSignalled = optionValues(evaluator, argument(evaluator, site.args, 1), 'abortSignal', 'requestTimeout');
  if (isSignalled.length > 0) return { state: 'set', ms: null, source: 'call option "abortSignal"' };
  const none: TimeoutPolicy = { state: 'absent', ms: null, source: `${lib.pkg} has no default timeout` };
  return firstPolicy(
    [timeoutFrom(option(evaluator, handlers, 'requestTimeout', 'socketTimeout'), 'option "requestTimeout"')],
    none,
  );
}
