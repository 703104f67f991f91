import type { Lib } from '../link/values.ts';
import { argument, optionValues } from './options.ts';
import { publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/**
 * Recognisers of Temporal: starting a workflow is a message to the task queue that its workers take work from.
 * https://docs.temporal.io/develop/typescript/temporal-clients and /core-application
 */
export const temporal: readonly Recogniser[] = [
  { packages: ['@temporalio/client'], message: started },
  { packages: ['@temporalio/worker'], message: worked },
  { packages: ['@temporalio/workflow'], message: delegated },
];

const START = /(?:Client!\.workflow|WorkflowClient!)\.(?:start|execute|signalWithStart)$/;
const SCHEDULE = /(?:Client!\.schedule|ScheduleClient!)\.create$/;

function started(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  if (START.test(lib.path))
    return publication('temporal', optionValues(evaluator, argument(evaluator, args, 1), 'taskQueue'));
  if (!SCHEDULE.test(lib.path)) return undefined;
  const action = optionValues(evaluator, argument(evaluator, args, 0), 'action');
  return publication('temporal', optionValues(evaluator, action, 'taskQueue'));
}

function worked(lib: Lib, site: Site): MessageShape | undefined {
  if (!/^Worker\.create$/.test(lib.path)) return undefined;
  const options = argument(site.evaluator, site.args, 0);
  return subscription('temporal', optionValues(site.evaluator, options, 'taskQueue'), []);
}

// A child workflow or an activity stays on the queue of its workflow, unless it names another.
function delegated(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  const options = /^(?:startChild|executeChild)$/.test(lib.path)
    ? argument(evaluator, args, 1)
    : /^proxy(?:Local)?Activities$/.test(lib.path)
      ? argument(evaluator, args, 0)
      : [];
  const queue = optionValues(evaluator, options, 'taskQueue');
  return queue.length > 0 ? publication('temporal', queue) : undefined;
}
