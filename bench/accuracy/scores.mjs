// Holds one repository's model and findings against its labels. Every score is { what, tp, missed, invented }.
import { distance, otherPlaces, pairUp, placeOf, TOLERANCE } from './pair.mjs';

const clean = (path) => (path ?? '').replace(/^\.\//, '').replace(/\/+$/, '').replace(/^\.$/, '');
const isArguable = (label) => label.arguable === true || label.severity === 'arguable';
const sure = (labels = []) => labels.filter((label) => !isArguable(label));
const arguable = (labels = []) => labels.filter(isArguable);
const NODE = /^(typescript|javascript|ts|js|node)$/;
// A repository has one of these per service, or per set of services: the place is one of many.
const PER_SERVICE = new Set(['missing-health-check', 'missing-graceful-shutdown']);
const PER_SET = new Set(['shared-database', 'cyclic-dependency']);
const TIMEOUT = { set: 'set', 'bounded-default': 'default', 'long-default': 'default', absent: 'absent' };

/** All scores of one repository. */
export function scoreRepository(labels, model, findings, rules) {
  const names = namesOf(labels, model);
  const inScope = scopeOf(labels);
  // A hint of a core rule is no claim; advice is made of hints.
  const asserted = findings.filter(({ severity }) => severity !== 'info');
  const calls = scoreSites('call sites', labels.calls, model.calls.filter(inScope));
  return [
    scoreServices(labels, model),
    without(calls),
    scoreEdges(labels, model.calls.filter(inScope), names),
    without(scoreSites('endpoints', labels.endpoints, model.endpoints.filter(inScope))),
    without(scoreSites('publications', labels.publications, model.publications.filter(inScope))),
    without(scoreSites('subscriptions', labels.subscriptions, model.subscriptions.filter(inScope))),
    scoreStores(labels, model, names, inScope),
    scoreTimeouts(calls.pairs),
    ...rules.core.map((rule) => scoreRule(rule, labels, asserted.filter(inScope), names)),
    ...rules.advice.map((rule) => ({
      ...scoreRule(rule, labels, findings.filter(inScope), names),
      what: `advice ${rule}`,
    })),
  ];
}

const without = ({ what, tp, missed, invented }) => ({ what, tp, missed, invented });

// Services are called as the labels call them, by their folder.
function namesOf(labels, model) {
  const byPath = new Map(labels.services.map((service) => [clean(service.path), service.name]));
  const byId = new Map(model.services.map((service) => [service.id, byPath.get(clean(service.path)) ?? service.name]));
  const folders = [...byPath].sort(([a], [b]) => b.length - a.length);
  return {
    of: (id) => byId.get(id) ?? id,
    owning: (file) => folders.find(([path]) => path === '' || file === path || file.startsWith(`${path}/`))?.[1],
  };
}

function scopeOf(labels) {
  if (labels.complete !== false) return () => true;
  const folders = [...labels.services, ...(labels.libraries ?? [])].map((item) => clean(item.path ?? item));
  return (fact) => folders.some((folder) => isWithin(placeOf(fact).file, folder));
}

// A service can be one file.
function isWithin(path, folder) {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function scoreServices(labels, model) {
  const isNode = (service) => service.language !== 'other';
  const same = (label, service) => (clean(label.path) === clean(service.path) ? 0 : Infinity);
  const wasRead = ({ path }) =>
    labels.complete !== false || labels.services.some((label) => isWithin(clean(path), clean(label.path)));
  const found = model.services.filter((service) => NODE.test(service.language) && wasRead(service));
  const { pairs, missed, invented } = pairUp(sure(labels.services).filter(isNode), found, same);
  const forgiven = (service) => labels.services.some((label) => isArguable(label) && same(label, service) === 0);
  const show = (service) => `${service.path} (${service.name})`;
  return {
    what: 'services',
    tp: pairs.length,
    missed: missed.map(show),
    invented: invented.filter((service) => !forgiven(service)).map(show),
  };
}

function scoreSites(what, labels, facts) {
  const { pairs, missed, invented } = pairUp(sure(labels), facts);
  const forgiven = (fact) => arguable(labels).some((label) => distance(label, fact) < Infinity);
  return {
    what,
    pairs,
    tp: pairs.length,
    missed: missed.map(show),
    invented: invented.filter((fact) => !forgiven(fact)).map(show),
  };
}

function show(item) {
  const { file, line } = placeOf(item);
  const about = item.message ?? item.why ?? [item.method, item.path ?? item.channel ?? item.to ?? item.target];
  return `${file}:${line} ${[about].flat().filter(Boolean).join(' ')}`;
}

function scoreEdges(labels, calls, names) {
  const known = new Set(labels.services.map((service) => service.name));
  const labelled = (items) =>
    new Set(items.filter((call) => known.has(call.to)).map((call) => `${call.service} → ${call.to}`));
  const found = new Set(
    calls.filter((call) => call.toKind === 'service').map((call) => `${names.of(call.from)} → ${names.of(call.to)}`),
  );
  return scoreSets('service edges', labelled(sure(labels.calls)), found, labelled(arguable(labels.calls)));
}

function scoreStores(labels, model, names, inScope) {
  const engine = (name) =>
    name
      .toLowerCase()
      .replace(/^postgresql$/, 'postgres')
      .replace(/^mongo$/, 'mongodb');
  const labelled = (items) => new Set(items.map((store) => `${store.service} ${engine(store.engine)}`));
  const engines = new Map(model.datastores.map((store) => [store.id, store.engine]));
  const uses = model.datastoreUses.filter(inScope);
  const found = new Set(uses.map((use) => `${names.of(use.service)} ${engine(engines.get(use.datastore) ?? '')}`));
  const forgiven = labelled(arguable(labels.datastores));
  return scoreSets('datastores (service, engine)', labelled(sure(labels.datastores)), found, forgiven);
}

function scoreSets(what, labelled, found, forgiven) {
  return {
    what,
    tp: [...labelled].filter((item) => found.has(item)).length,
    missed: [...labelled].filter((item) => !found.has(item)),
    invented: [...found].filter((item) => !labelled.has(item) && !forgiven.has(item)),
  };
}

function scoreTimeouts(pairs) {
  const decidable = pairs.filter(([label]) => label.timeout !== undefined && label.timeout !== 'undecidable');
  const isRight = ([label, call]) => {
    const { state } = call.policy.timeout;
    return state === TIMEOUT[label.timeout] || (label.timeout === 'long-default' && state === 'absent');
  };
  const wrong = decidable.filter((pair) => !isRight(pair));
  const text = wrong.map(([label, call]) => `${show(label)}: ${call.policy.timeout.state}, not ${label.timeout}`);
  return { what: 'timeout state of matched calls', tp: decidable.length - wrong.length, missed: text, invented: text };
}

function scoreRule(rule, labels, findings, names) {
  const all = (labels.findings ?? []).filter((label) => label.rule === rule);
  const found = findings.filter((finding) => finding.rule === rule);
  const cost = costOf(rule, names);
  const paired = pairUp(sure(all), found, cost);
  // A finding at a wrapper that several sites share answers for each of them.
  const answered = (label) => found.some((finding) => otherPlaces(label).some((place) => isAt(place, finding)));
  const missed = paired.missed.filter((label) => !answered(label));
  const forgiving = [...arguable(all), ...sure(all), ...untimed(rule, labels)];
  const forgiven = (finding) =>
    forgiving.some((label) => (isArguable(label) ? cost : distance)(label, finding) < Infinity);
  return {
    what: `rule ${rule}`,
    tp: sure(all).length - missed.length,
    missed: missed.map(show),
    invented: paired.invented.filter((finding) => !forgiven(finding)).map(show),
  };
}

function isAt(place, finding) {
  const at = placeOf(finding);
  return place.file === at.file && Math.abs(place.line - at.line) <= TOLERANCE;
}

function untimed(rule, labels) {
  if (rule !== 'missing-timeout') return [];
  return (labels.calls ?? []).filter(({ timeout }) => timeout === 'absent' || timeout === 'long-default');
}

function costOf(rule, names) {
  if (PER_SERVICE.has(rule))
    return (label, finding) => (label.service === names.of(finding.service) ? 0 : distance(label, finding));
  if (PER_SET.has(rule))
    return (label, finding) => Math.min(distance(label, finding), sharedServices(label, finding, names));
  if (rule === 'missing-circuit-breaker')
    return (label, finding) =>
      Math.min(
        ...[finding, ...(finding.evidence ?? [])].map((place) => distance(label, place)),
        namesBoth(label, finding, names),
      );
  return distance;
}

function sharedServices(label, finding, names) {
  const labelled = new Set([label.service, ...(label.others ?? [])]);
  const found = new Set([
    names.of(finding.service),
    ...(finding.evidence ?? []).map(({ file }) => names.owning(clean(file))),
  ]);
  const both = [...labelled].filter((service) => found.has(service)).length;
  return both >= Math.min(2, labelled.size) ? TOLERANCE + 1 : Infinity;
}

function namesBoth(label, finding, names) {
  const isSame = label.service === names.of(finding.service);
  return isSame && (label.others ?? []).some((other) => finding.message.includes(other)) ? TOLERANCE + 1 : Infinity;
}
