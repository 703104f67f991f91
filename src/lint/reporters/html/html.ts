import { createHash } from 'node:crypto';
import type { LintResult } from '../../engine.ts';
import { summaryText } from '../../summary.ts';
import type { ReportContext } from '../reporter.ts';
import { escapeHtml } from '../../../util/escape-html.ts';
import { findingSections } from './finding-sections.ts';
import { coverageSection, graphSection, pageHeader, silencedSection, toolbar } from './page-parts.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

/** One page that needs nothing else: findings with search and filters, the graph of services, what was silenced and what was not understood. */
export function html(result: LintResult, context: ReportContext): string {
  const title = escapeHtml(`Archwright: ${result.model.name}`);
  const graph = graphSection(result);
  const style = pageStyle + graph.style;
  const description = escapeHtml(summaryText(result));
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(style)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<meta name="description" content="${description}">`,
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#findings">To the findings</a>',
    pageHeader(result),
    '<main>',
    graph.html,
    toolbar(result),
    findingSections(result, context),
    silencedSection(result, context),
    coverageSection(result),
    '</main>',
    `<footer>Made by Archwright ${escapeHtml(context.version)}. <code>archwright explain &lt;rule&gt;</code> tells more about a rule.</footer>`,
    `<script>${pageScript}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

// Only our own style and script, told by their bytes: what a name may smuggle in is neither run nor loaded.
function policy(style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(pageScript)}; base-uri 'none'; form-action 'none'`;
}
