import { Node } from 'ts-morph';
import { addOption, insertOption, type Option } from './add-option.ts';
import { calledName } from './find-site.ts';
import { leave, type FixContext, type Fixer, type FixOutcome, type Site } from './fix.ts';
import { deadlineOfGrpc } from './grpc-deadline.ts';
import { pipeTimeout } from './pipe-timeout.ts';

/** How a call of each client gets a limit. Clients that are not here need a person. */
export const timeoutFixers: Readonly<Record<string, Fixer>> = {
  axios: (context) => likeAxios(context),
  '@nestjs/axios': (context) => likeAxios(context),
  got: ({ site, ms }) => byFirstArgument(site, { text: `timeout: { request: ${ms} }`, names: ['timeout'] }, /^extend$/),
  ofetch: ({ site, ms }) => byFirstArgument(site, { text: `timeout: ${ms}`, names: ['timeout'] }, /^create$/),
  fetch: (context) => withSignal(context, 1),
  undici: (context) => likeUndici(context),
  'node-fetch': (context) => likeNodeFetch(context),
  http: (context) => likeHttp(context),
  https: (context) => likeHttp(context),
  request: ({ site, ms }) => beforeCallback(site, { text: `timeout: ${ms}`, names: ['timeout'] }),
  superagent: ({ site, ms }) => appended(site, ms),
  supertest: ({ site, ms }) => appended(site, ms),
  'http-proxy-middleware': ({ site, ms }) =>
    addOption(site, Math.max(0, site.getArguments().length - 1), {
      text: `proxyTimeout: ${ms}`,
      names: ['proxyTimeout'],
    }),
  'express-http-proxy': ({ site, ms }) => addOption(site, 1, { text: `timeout: ${ms}`, names: ['timeout'] }),
  '@grpc/grpc-js': deadlineOfGrpc,
  '@nestjs/microservices': pipeTimeout,
};

const WITHOUT_BODY = /^(get|delete|head|options|getUri)$/;
const WITH_BODY = /^(post|put|patch|postForm|putForm|patchForm)$/;

function likeAxios({ site, ms }: FixContext): FixOutcome {
  const option: Option = { text: `timeout: ${ms}`, names: ['timeout'] };
  const name = calledName(site) ?? '';
  if (/^(create|register)$/.test(name)) return addOption(site, 0, option);
  if (isMethod(site, WITHOUT_BODY)) return addOption(site, 1, option);
  if (isMethod(site, WITH_BODY)) return addOption(site, 2, option);
  if (isMethod(site, /^request$/)) return addOption(site, 0, option);
  return Node.isPropertyAccessExpression(site.getExpression())
    ? leave(`"${name}" is not a method that is known`)
    : byFirstArgument(site, option, /^$/);
}

/** The options are the first argument when it is an object or what makes an instance, else the second. */
function byFirstArgument(site: Site, option: Option, makesInstance: RegExp): FixOutcome {
  const [first] = site.getArguments();
  if (makesInstance.test(calledName(site) ?? '')) return addOption(site, 0, option);
  if (first === undefined) return leave('there is no argument to begin with');
  return addOption(site, isAddress(first) ? 1 : 0, option);
}

function withSignal({ site, ms, surroundings }: FixContext, index: number): FixOutcome {
  if (!surroundings.hasTimeoutSignal)
    return leave('the Node.js version or the types that package.json names may not know AbortSignal.timeout');
  return addOption(site, index, { text: `signal: AbortSignal.timeout(${ms})`, names: ['signal'], perCall: true });
}

function likeUndici(context: FixContext): FixOutcome {
  const { site, ms } = context;
  const name = calledName(site) ?? '';
  if (/^fetch$/.test(name)) return withSignal(context, 1);
  const option: Option = {
    text: `headersTimeout: ${ms}, bodyTimeout: ${ms}`,
    names: ['headersTimeout', 'bodyTimeout', 'signal'],
  };
  if (/^Agent$/.test(name)) return addOption(site, 0, option);
  if (/^(Pool|Client|request|stream)$/.test(name)) return byFirstArgument(site, option, /^$/);
  return leave(`"${name}" is not a method that is known`);
}

/** Version 2 has an option of its own, and types into which the signal of Node.js does not always fit. */
function likeNodeFetch(context: FixContext): FixOutcome {
  const { site, ms, surroundings } = context;
  const major = surroundings.major('node-fetch');
  if (major === undefined) return leave('the version of node-fetch is not known');
  return major < 3
    ? addOption(site, 1, { text: `timeout: ${ms}`, names: ['timeout', 'signal'] })
    : withSignal(context, 1);
}

/** `timeout` alone would only tell: a signal ends the request. */
function likeHttp(context: FixContext): FixOutcome {
  const [first, second] = context.site.getArguments();
  if (first === undefined) return leave('there is no argument to begin with');
  if (!context.surroundings.hasTimeoutSignal || !isAddress(first)) return withSignal(context, 0);
  if (second === undefined || !isFunction(second)) return withSignal(context, 1);
  return insertOption(context.site, 1, { text: `signal: AbortSignal.timeout(${context.ms})`, names: ['signal'] });
}

function beforeCallback(site: Site, option: Option): FixOutcome {
  const [first, second] = site.getArguments();
  if (first === undefined) return leave('there is no argument to begin with');
  if (!isAddress(first)) return addOption(site, 0, option);
  return second !== undefined && isFunction(second) ? insertOption(site, 1, option) : addOption(site, 1, option);
}

function appended(site: Site, ms: number): FixOutcome {
  if (!isMethod(site, /^(get|post|put|patch|delete|del|head|options)$/)) return leave('the request is not made here');
  const end = site.getEnd();
  return { edits: [{ start: end, end, text: `.timeout(${ms})` }], title: 'timeout set' };
}

function isMethod(site: Site, names: RegExp): boolean {
  return Node.isPropertyAccessExpression(site.getExpression()) && names.test(calledName(site) ?? '');
}

/** Certainly not an object of options: a text, something joined to one, a URL, or a name that a person would give to one. */
function isAddress(argument: Node): boolean {
  if (Node.isStringLiteral(argument) || Node.isNoSubstitutionTemplateLiteral(argument)) return true;
  if (Node.isTemplateExpression(argument) || Node.isBinaryExpression(argument)) return true;
  if (Node.isNewExpression(argument)) return argument.getExpression().getText() === 'URL';
  return /(url|uri|endpoint|address|href)$/i.test(argument.getText());
}

function isFunction(node: Node): boolean {
  return Node.isArrowFunction(node) || Node.isFunctionExpression(node);
}
