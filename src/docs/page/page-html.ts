import { createHash } from 'node:crypto';
import type { SystemModel } from '../../model/system.ts';
import { escapeHtml as t } from '../../util/escape-html.ts';
import { count, oneLine } from '../../util/markdown.ts';
import { docsContext, type DocsContext, type DocsOptions } from '../docs-context.ts';
import { HTML_MARKER } from '../page-frame.ts';
import type { DocsBeside } from '../docs-beside.ts';
import { anchorsOf } from './anchors.ts';
import { decisionsView, findingsView } from './beside-views.ts';
import { chainViews, waitingEndpoints } from './chain-views.ts';
import { driftView, missingViews } from './drift-views.ts';
import { name, type PageContext } from './html-parts.ts';
import { libraryViews } from './library-views.ts';
import { mapGraph } from './map-graph.ts';
import { mapSvg } from './map-svg.ts';
import { otherViews, overviewView, unknownView } from './other-views.ts';
import { pageAssets } from './page-assets.ts';
import { serviceView } from './service-view.ts';

const LAYERS = [
  ['sync', 'Calls'],
  ['async', 'Messages'],
  ['data', 'Data'],
  ['deployment', 'Deployment'],
] as const;

// A page that a browser opens at once, and that a mail takes.
const LARGEST = 2_000_000;

// All that somebody would read, and less when the page would be too large.
const LEVELS: readonly Pick<PageContext, 'mostRows' | 'detail'>[] = [
  { mostRows: 150, detail: 'full' },
  { mostRows: 40, detail: 'full' },
  { mostRows: 10, detail: 'full' },
  { mostRows: 10, detail: 'brief' },
  { mostRows: 10, detail: 'outline' },
];

/**
 * One page that needs nothing else: the map of the system with its layers, a view for each service, channel, datastore and
 * chain, findings, decisions and what is not known. It asks no network for anything, and works without its script, too.
 * The same model and options give the same bytes.
 */
export async function pageHtml(model: SystemModel, options: DocsOptions, beside: DocsBeside): Promise<string> {
  const context = docsContext(model, options, beside);
  const anchors = anchorsOf(context);
  const graph = mapGraph(context, anchors);
  const map = await mapSvg(graph);
  let text = '';
  for (const level of LEVELS) {
    const waiting = waitingEndpoints(context, level.mostRows);
    text = document({ context, anchors, ...level, waiting }, map, graph.shortened);
    if (Buffer.byteLength(text) <= LARGEST) break;
  }
  return text;
}

function document(page: PageContext, map: string, shortened: boolean): string {
  const { context } = page;
  const { model } = context;
  const { script, style } = pageAssets();
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    HTML_MARKER,
    `<title>${t(`${oneLine(model.name)}: architecture`)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#canvas">To the text</a>',
    header(context),
    '<main>',
    '<section id="map" aria-label="Map">',
    map,
    controls(),
    '</section>',
    '<div id="canvas" tabindex="-1">',
    ...views(page, shortened),
    '</div>',
    '</main>',
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function views(page: PageContext, shortened: boolean): readonly string[] {
  return [
    overviewView(page, shortened),
    ...[...page.context.services.values()].map((facts) => serviceView(page, facts)),
    ...otherViews(page),
    ...libraryViews(page),
    ...chainViews(page),
    findingsView(page),
    driftView(page),
    ...missingViews(page),
    decisionsView(page),
    unknownView(page),
  ];
}

// Only our own style and script, told by their bytes: what a name may smuggle in is neither run nor loaded.
function policy(script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
}

function header({ model, chains, beside }: DocsContext): string {
  const endpoints = new Set(chains.map(({ endpoint }) => endpoint)).size;
  const tabs = [
    ['overview', count(model.services.length, 'service')],
    ['chains', count(endpoints, 'chain')],
    ['findings', beside.findings === null ? 'findings' : count(beside.findings.length, 'finding')],
    ...(beside.drift === null ? [] : [['drift', `drift: ${String(beside.drift.length)}`]]),
    ...(beside.decisions === null ? [] : [['decisions', count(beside.decisions.length, 'decision')]]),
    ['unknown', 'not known'],
  ];
  return [
    '<header>',
    `<h1><a href="#overview">${name(model.name)}</a></h1>`,
    `<nav aria-label="Parts">${tabs.map(([anchor = '', words = '']) => `<a href="#${anchor}">${words}</a>`).join('')}</nav>`,
    '<form id="find" role="search" hidden><input id="search" type="search" role="combobox" aria-expanded="false" aria-controls="results" aria-autocomplete="list" aria-label="Search services, endpoints, channels, tables" placeholder="Search  /" autocomplete="off" spellcheck="false"><ul id="results" role="listbox" aria-label="Found" hidden></ul></form>',
    '<button id="theme" type="button" aria-label="Light or dark" title="Light or dark" hidden>◐</button>',
    '</header>',
  ].join('\n');
}

function controls(): string {
  const layers = LAYERS.map(
    ([layer, words]) =>
      `<label class="layer ${layer}"><input type="checkbox" name="layer" value="${layer}"${layer === 'deployment' ? '' : ' checked'}><svg class="key" viewBox="0 0 26 8" aria-hidden="true"><path d="M0 4H26"/></svg>${words}</label>`,
  );
  const zoom = [
    ['in', 'Zoom in', '+'],
    ['out', 'Zoom out', '−'],
    ['fit', 'Show all', '⤢'],
  ].map(
    ([what = '', label = '', sign = '']) =>
      `<button type="button" data-zoom="${what}" aria-label="${label}" title="${label}">${sign}</button>`,
  );
  return [
    '<div class="tools" hidden>',
    `<fieldset class="layers"><legend>Layers</legend>${layers.join('')}</fieldset>`,
    `<div class="zoom" role="group" aria-label="Zoom">${zoom.join('')}</div>`,
    '</div>',
  ].join('\n');
}
