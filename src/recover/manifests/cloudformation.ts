import { parseYaml, type YamlText } from '../../io/yaml.ts';
import { ConfigLiteral, configPath } from './config-literal.ts';
import { gapOf, listOf, objectOf, textOf, type EnvironmentEntry, type Parsed } from './facts.ts';
import { FUNCTION, MACHINE, filled } from './cloud-names.ts';
import { baseOf, folderOf, joinPath, resolvePath } from './paths.ts';
import { resourceName, type Resources } from './resource-names.ts';
import type { FunctionEvent } from './serverless-events.ts';
import { processOf, type CloudName, type StartedProcess } from './started-process.ts';

/** True for a text that declares functions of AWS SAM or CloudFormation: a cheap test before parsing. */
export function looksLikeFunctions(text: string): boolean {
  return /\bAWS::(?:Serverless|Lambda)::Function\b/.test(text);
}

/** Reads a template of AWS SAM or CloudFormation: all its functions whose code is in the repository are one process. */
export function parseCloudFormation(file: string, text: string): Parsed<readonly StartedProcess[]> {
  try {
    const yaml = parseYaml(file, text, { foreign: true });
    const root = objectOf(yaml.value);
    const resources = objectOf(root['Resources']);
    const shared = objectOf(objectOf(root['Globals'])['Function']);
    const functions = Object.entries(resources).flatMap(([id, value]) => functionOf(file, id, value, shared));
    if (functions.length === 0) return { facts: [], gaps: [] };
    const [first] = functions;
    const { line, column } = yaml.where(['Resources', first?.id ?? ''], true);
    const name = baseOf(folderOf(file));
    return {
      facts: [
        {
          ...processOf(file, name, 'serverless', { file, line, column, note: `serverless template of "${name}"` }),
          handlers: functions.map((one) => one.handler),
          events: functions.flatMap((one) => eventsOf(one, resources)),
          answers: namesOf(functions, resources),
          environment: environmentsOf(yaml, shared, functions, resources),
        },
      ],
      gaps: [],
    };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

/** Reads the functions that a program of the AWS CDK builds from files of the repository. */
export function parseCdk(file: string, text: string, project: string): readonly StartedProcess[] {
  if (!/\bNodejsFunction\b|\bFunction\(/.test(text)) return [];
  const config = new ConfigLiteral(file, text);
  const found = [...config.constructed('NodejsFunction'), ...config.constructed('Function')];
  return found.flatMap(({ options, line, column }) => {
    const spec = objectOf(options);
    const written = textOf(spec['handler']);
    const entry = textOf(spec['entry']);
    const code = textOf(spec['code']);
    const path =
      entry ??
      (code !== null && written !== null && written.includes('.')
        ? `${code}/${written.replace(/\.[\w$]+$/, '')}`
        : null);
    // Relative paths are seen from where `cdk` is run.
    const handler = path === null ? null : configPath(project, path);
    if (handler === null) return [];
    const name = textOf(spec['functionName']);
    const evidence = { file, line, column, note: 'AWS CDK builds a function' };
    return [
      {
        ...processOf(file, baseOf(handler), 'serverless', evidence),
        folder: project,
        handlers: [handler.replace(/\.[cm]?[jt]s$/, '')],
        answers:
          name === null ? [] : [{ name: FUNCTION + filled(name, ''), handler: handler.replace(/\.[cm]?[jt]s$/, '') }],
      },
    ];
  });
}

interface LambdaFunction {
  readonly id: string;
  /** File of the handler, relative to the root, without ending. */
  readonly handler: string;
  readonly name: string;
  readonly properties: Resources;
}

function functionOf(file: string, id: string, value: unknown, shared: Resources): LambdaFunction[] {
  const { Type, Properties, Metadata } = objectOf(value);
  if (Type !== 'AWS::Serverless::Function' && Type !== 'AWS::Lambda::Function') return [];
  const properties = objectOf(Properties);
  const read = (key: string): string | null => textOf(properties[key]) ?? textOf(shared[key]);
  const runtime = read('Runtime');
  const written = /^(.*)\.([\w$]+)$/.exec(read('Handler') ?? '');
  if (written === null || (runtime !== null && !runtime.startsWith('nodejs'))) return [];
  const code = read('CodeUri') ?? textOf(properties['Code']) ?? '.';
  const folder = resolvePath(folderOf(file), code);
  if (folder === null || /^(?:s3|https?):/.test(code)) return [];
  const [entry] = listOf(objectOf(objectOf(Metadata)['BuildProperties'])['EntryPoints'])
    .map(textOf)
    .filter((one) => one !== null);
  const handler = resolvePath(folder, entry === undefined ? (written[1] ?? '') : entry.replace(/\.[cm]?[jt]s$/, ''));
  return handler === null ? [] : [{ id, handler, name: written[2] ?? '', properties }];
}

// A function or state machine is known by the name that it is given, and inside the template by its id.
function namesOf(functions: readonly LambdaFunction[], resources: Resources): CloudName[] {
  const named = (kind: string, id: string, name: unknown, handler: string | null): CloudName[] =>
    [id, textOf(name)].flatMap((one) => (one === null ? [] : [{ name: kind + filled(one, ''), handler }]));
  const machines = Object.entries(resources).flatMap(([id, value]) => {
    const { Type, Properties } = objectOf(value);
    if (Type !== 'AWS::Serverless::StateMachine' && Type !== 'AWS::StepFunctions::StateMachine') return [];
    const { Name, StateMachineName } = objectOf(Properties);
    return named(MACHINE, id, Name ?? StateMachineName, null);
  });
  const ofFunctions = functions.flatMap(({ id, handler, properties }) =>
    named(FUNCTION, id, properties['FunctionName'], handler),
  );
  return [...ofFunctions, ...machines];
}

const CHANNELS: Readonly<Record<string, readonly [broker: string, key: string]>> = {
  SQS: ['sqs', 'Queue'],
  SNS: ['sns', 'Topic'],
  MSK: ['kafka', 'Topics'],
  SelfManagedKafka: ['kafka', 'Topics'],
};

function eventsOf({ handler, name, properties }: LambdaFunction, resources: Resources): FunctionEvent[] {
  return Object.values(objectOf(properties['Events'])).flatMap((event): FunctionEvent[] => {
    const type = textOf(objectOf(event)['Type']) ?? '';
    const spec = objectOf(objectOf(event)['Properties']);
    if (type === 'Api' || type === 'HttpApi') {
      const path = textOf(spec['Path']) ?? '/*';
      const method = (textOf(spec['Method']) ?? 'any').toUpperCase();
      const target = path.replace(/\{(\w+)\+\}|\$default/g, '*').replace(/\{(\w+)\}/g, ':$1');
      return [
        {
          handler,
          name,
          kind: 'http',
          method: method === 'ANY' ? 'ALL' : method,
          target: joinPath('', target.replace(/^\//, '')),
          broker: '',
        },
      ];
    }
    if (/^(?:EventBridgeRule|CloudWatchEvent)$/.test(type)) {
      const target = textOf(listOf(objectOf(spec['Pattern'])['detail-type'])[0]);
      return [{ handler, name, kind: 'event', method: '', target, broker: 'eventbridge' }];
    }
    const channel = CHANNELS[type];
    if (channel === undefined) return [];
    const target = resourceName(listOf(spec[channel[1]])[0], resources);
    return [{ handler, name, kind: 'event', method: '', target, broker: channel[0] }];
  });
}

function environmentsOf(
  yaml: YamlText,
  shared: Resources,
  functions: readonly LambdaFunction[],
  resources: Resources,
): EnvironmentEntry[] {
  const places = [
    { properties: shared, path: ['Globals', 'Function'] },
    ...functions.map(({ id, properties }) => ({ properties, path: ['Resources', id, 'Properties'] })),
  ];
  return places.flatMap(({ properties, path }) =>
    Object.entries(objectOf(objectOf(properties['Environment'])['Variables'])).map(([name, value]) => {
      const { file, line, column } = yaml.where([...path, 'Environment', 'Variables', name], true);
      const text = textOf(value);
      return {
        name,
        value: resourceName(value, resources) ?? (text === null || text.includes('${') ? null : text),
        environment: `serverless:${file}`,
        evidence: { file, line, column },
      };
    }),
  );
}
