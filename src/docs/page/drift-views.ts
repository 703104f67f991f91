import { escapeHtml as t } from '../../util/escape-html.ts';
import { count } from '../../util/markdown.ts';
import { headline, STATES } from '../drift/drift-words.ts';
import type { PlacedDrift } from '../drift/placed-drift.ts';
import type { DriftState } from '../../model/drift.ts';
import { declaredOnly } from './map-drift.ts';
import { name, part, places, toService, view, type PageContext } from './html-parts.ts';

const TAGS: Readonly<Record<DriftState, string>> = {
  'declared-only': 'declared only',
  'observed-only': 'in the code only',
  'runtime-only': 'seen only',
  changed: 'changed',
};

/** What blueprint and code say differently, one card for each difference; the empty string for none. */
export function driftCards(page: PageContext, drift: readonly PlacedDrift[]): string {
  const shown = drift.slice(0, page.mostRows).map((one) => card(page, one));
  const rest = drift.length - shown.length;
  const more = `<p class="soft">and ${String(rest)} more; <code>archwright drift</code> has them all.</p>`;
  return [...shown, ...(rest > 0 ? [more] : [])].join('\n');
}

/** All drift of the system by its state, with what the map shows of it; the empty string where nobody compared. */
export function driftView(page: PageContext): string {
  const { drift } = page.context.beside;
  if (drift === null) return '';
  const states = Object.keys(STATES) as DriftState[];
  const parts = states.map((state) => {
    const some = drift.filter(({ item }) => item.state === state);
    return part(STATES[state], driftCards(page, some));
  });
  const words =
    drift.length === 0
      ? '<p>The blueprint and the code agree.</p>'
      : '<p class="soft">On the map, a box with ± differs from the blueprint, and lines of this colour differ: broken ones stand in the blueprint alone.</p>';
  return view('drift', 'Drift', count(drift.length, 'difference'), [words, ...parts]);
}

/** A view for each service that only the blueprint has, which its box on the map leads to. */
export function missingViews(page: PageContext): readonly string[] {
  const { drift } = page.context.beside;
  return declaredOnly(drift).map((title, index) => {
    const own = (drift ?? []).filter(({ item }) => item.kind === 'service' && item.what === title);
    return view(`missing-${String(index + 1)}`, 'declared service', name(title), [
      '<p>The blueprint declares it, and nothing in the code is it.</p>',
      driftCards(page, own),
    ]);
  });
}

function card(page: PageContext, { item, service }: PlacedDrift): string {
  const sites = [...item.inBlueprint.slice(0, 1), ...item.inCode.slice(0, 1)];
  const who = service === null ? '' : ` <span class="soft">${toService(page, service)}</span>`;
  return [
    `<div class="finding drift" data-find>`,
    `<p><span class="tag drift">${t(TAGS[item.state])}</span> <b>${name(headline(item))}</b></p>`,
    `<p>${places(page, sites)}${who}</p>`,
    '</div>',
  ].join('');
}
