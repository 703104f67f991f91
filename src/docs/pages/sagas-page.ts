import type { DistributedChange } from '../../model/consistency.ts';
import { mermaidSteps } from '../diagrams/mermaid-steps.ts';
import { blocks, escapeText, mermaid, table } from '../../util/markdown.ts';
import type { DeclaredSaga } from '../docs-beside.ts';
import type { DocsContext } from '../docs-context.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { observedWords } from '../words.ts';
import { serviceCell } from './call-cells.ts';

/** `sagas.md`: sagas that the blueprint declares, and changes that code makes in several services, each with its sequence. */
export function sagasPage(context: DocsContext): string {
  const links = context.links('sagas.md');
  const { sagas } = context.beside;
  const changes = context.model.distributedChanges;
  const none = 'No saga is declared, and no function is known to change what belongs to several services.';
  return frame(
    context.options.command,
    '# Sagas and changes of several services',
    sagas.length + changes.length === 0 ? none : '',
    ...sagas.flatMap((saga) => declaredPart(context, links, saga)),
    ...changes.map((change) => observedPart(context, links, change)),
  );
}

function declaredPart(context: DocsContext, links: PageLinks, saga: DeclaredSaga): readonly string[] {
  const { name, service, style, steps, evidence } = saga;
  const rows = steps.map((step, n) => [
    String(n + 1),
    serviceCell(context, links, step.service),
    escapeText(step.request),
    step.undo === null ? '—' : escapeText(step.undo),
    `${String(step.timeout)} ms`,
    step.pivot ? 'yes' : '',
  ]);
  const from = { id: service, name: nameOf(context, service) };
  const drawn = steps.map((step) => ({ id: step.service, name: nameOf(context, step.service), text: step.request }));
  const undone = steps.filter(({ undo }) => undo !== null).reverse();
  const undo = undone.map((step) => ({ id: step.service, name: nameOf(context, step.service), text: step.undo ?? '' }));
  return [
    `## ${escapeText(name)}`,
    `Declared at ${links.evidence(evidence)}: ${escapeText(style)}, started by ${serviceCell(context, links, service)}.`,
    table(['Step', 'Service', 'Does', 'Undone by', 'Timeout', 'Point of no return'], rows),
    mermaid(mermaidSteps(from, drawn, undo)),
  ];
}

function observedPart(context: DocsContext, links: PageLinks, change: DistributedChange): string {
  const { service, steps, compensation, evidence } = change;
  const rows = steps.map((step, n) => [
    String(n + 1),
    serviceCell(context, links, step.owner),
    links.evidences(step.evidence),
  ]);
  const from = { id: service, name: nameOf(context, service) };
  const drawn = steps.map(({ owner }) => ({ id: owner, name: nameOf(context, owner), text: 'changes' }));
  return blocks(
    `## A function of ${escapeText(nameOf(context, service))}`,
    `It begins at ${links.evidence(evidence[0])} and changes what belongs to ${String(new Set(steps.map(({ owner }) => owner)).size)} services, one after the other. Undone when a later step fails: ${observedWords(compensation)}.`,
    table(['Step', 'Of', 'Where'], rows),
    mermaid(mermaidSteps(from, drawn, [])),
  );
}

function nameOf({ services }: DocsContext, id: string): string {
  return services.get(id)?.service.name ?? id;
}
