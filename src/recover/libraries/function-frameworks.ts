import { joinTexts } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { AZURE_TRIGGERS, azureRoute } from '../manifests/azure-functions.ts';
import { argument, optionValues } from './options.ts';
import { listed, subscription } from './queues.ts';
import type { MessageShape, Recogniser, RouteShape, Site } from './recogniser.ts';

const HTTP = /^app\.(http|get|post|put|patch|deleteRequest)$/;

/**
 * Azure Functions in the model without function.json: `app.http('orders', { route, methods, handler })`,
 * `app.serviceBusQueue('paid', { queueName, handler })`.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference-node
 * The framework of Google's functions: `http('orders', handler)`, reached under the name.
 * https://github.com/GoogleCloudPlatform/functions-framework-nodejs
 */
export const functionFrameworks: readonly Recogniser[] = [
  { packages: ['@azure/functions'], route, message },
  { packages: ['@google-cloud/functions-framework'], route: framework },
];

function route(lib: Lib, site: Site): RouteShape[] | undefined {
  const verb = HTTP.exec(lib.path)?.[1];
  if (verb === undefined) return undefined;
  const { evaluator } = site;
  const names = joinTexts(argument(evaluator, site.args, 0));
  const options = argument(evaluator, site.args, 1);
  const given = joinTexts(optionValues(evaluator, options, 'route'));
  const methods = joinTexts(listed(site, optionValues(evaluator, options, 'methods'))).map((one) => one.toUpperCase());
  const byName = verb === 'deleteRequest' ? 'DELETE' : verb.toUpperCase();
  const at = evaluator.evidence(site.file, site.call);
  const path = (given.length > 0 ? given : names).map((one): Value => text(azureRoute(one), 'literal', at));
  if (path.length === 0) return undefined;
  return [
    {
      protocol: 'http',
      // Without methods it answers GET and POST.
      method: verb !== 'http' ? [byName] : methods.length > 0 ? methods : ['GET', 'POST'],
      path,
      server: { ...lib, site: { file: site.file, call: site.c } },
      handlers: [...options.filter((value) => value.t === 'fn'), ...optionValues(evaluator, options, 'handler')],
    },
  ];
}

function framework(lib: Lib, site: Site): RouteShape[] | undefined {
  if (!/^(?:default\.)?http$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const at = evaluator.evidence(site.file, site.call);
  const path = joinTexts(argument(evaluator, site.args, 0)).map((one): Value => text(`/${one}`, 'literal', at));
  const handlers = argument(evaluator, site.args, 1);
  const server = { ...lib, site: { file: site.file, call: site.c } };
  return path.length > 0 && handlers.some((value) => value.t === 'fn')
    ? [{ protocol: 'http', method: ['ALL'], path, server, handlers }]
    : undefined;
}

function message(lib: Lib, site: Site): MessageShape | undefined {
  const channel = AZURE_TRIGGERS[/^app\.(\w+)$/.exec(lib.path)?.[1] ?? ''];
  if (!channel) return undefined;
  const { evaluator } = site;
  const options = argument(evaluator, site.args, 1);
  const names = optionValues(evaluator, options, ...channel.name);
  return subscription(channel.broker, names, optionValues(evaluator, options, 'handler'));
}
