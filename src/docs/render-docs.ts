import type { SystemModel } from '../model/system.ts';
import { docsContext, type DocsOptions } from './docs-context.ts';
import { NOTHING_BESIDE, type DocsBeside } from './docs-beside.ts';
import { chainsPage } from './pages/chains-page.ts';
import { communicationPage } from './pages/communication-page.ts';
import { dataPage } from './pages/data-page.ts';
import { decisionsPage } from './pages/decisions-page.ts';
import { deploymentPage } from './pages/deployment-page.ts';
import { endpointsPage } from './pages/endpoints-page.ts';
import { findingsPage } from './pages/findings-page.ts';
import { glossaryPage } from './pages/glossary-page.ts';
import { sagasPage } from './pages/sagas-page.ts';
import { eventsPage } from './pages/events-page.ts';
import { indexPage } from './pages/index-page.ts';
import { servicePage } from './pages/service-page.ts';

/**
 * The documents of a system as Markdown that GitHub renders: path in the documents' folder → text.
 * Every fact is linked to the place that proves it; the same model and options give the same bytes.
 */
export function renderDocs(
  model: SystemModel,
  options: DocsOptions,
  beside: DocsBeside = NOTHING_BESIDE,
): ReadonlyMap<string, string> {
  const context = docsContext(model, options, beside);
  return new Map([
    ['index.md', indexPage(context)],
    ['communication.md', communicationPage(context)],
    ['events.md', eventsPage(context)],
    ['data.md', dataPage(context)],
    ['chains.md', chainsPage(context)],
    ['endpoints.md', endpointsPage(context)],
    ['sagas.md', sagasPage(context)],
    ['deployment.md', deploymentPage(context)],
    ['decisions.md', decisionsPage(context)],
    ['findings.md', findingsPage(context)],
    ['glossary.md', glossaryPage(context)],
    ...[...context.services.values()].map((facts): [string, string] => [facts.page, servicePage(context, facts)]),
  ]);
}
