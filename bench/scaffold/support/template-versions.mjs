// The next version of the templates: seeded changes of the real ones, such as people make between two releases.

/** Templates with a few changes, and what to change in the output that no template says alone. */
export function nextVersion(templates, rng, number) {
  const changed = new Map(templates);
  const names = [...changed.keys()].filter((name) => name !== 'platform/versions.json');
  for (let i = 0; i < 4 + rng.below(8); i++) {
    const name = rng.pick(names);
    const text = changed.get(name);
    changed.set(name, rng.pick(TEXT_CHANGES)(text, rng, `v${number}_${i}`, name));
  }
  if (rng.chance(0.6)) changed.set('platform/versions.json', bumpVersions(changed.get('platform/versions.json'), rng));
  if (rng.chance(0.4))
    changed.set('system/compose.yaml.hbs', changeCompose(changed.get('system/compose.yaml.hbs'), rng, number));
  if (rng.chance(0.3))
    changed.set('service/tsconfig.json.hbs', changeTsconfig(changed.get('service/tsconfig.json.hbs'), rng));
  if (rng.chance(0.3)) changed.set('system/_gitignore', `${changed.get('system/_gitignore')}generated_v${number}/\n`);
  return { templates: changed, finish: outputChanges(rng, number) };
}

const TEXT_CHANGES = [
  insertLines,
  insertLines,
  insertLines,
  renameFunction,
  renameFunction,
  dropLine,
  changeLine,
  changeLine,
  reindent,
];

function comment(name, words) {
  if (/\.(ts|mjs|proto)(\.hbs)?$/.test(name)) return `// ${words}`;
  if (name.includes('.sql')) return `-- ${words}`;
  return name.includes('.md') ? `The ${words}.` : `# ${words}`;
}

// A line in the middle of a block comment or of a handlebars expression is no place for another line.
function places(lines) {
  return lines.flatMap((line, index) =>
    /^\s*(\*|\/\*)|\*\/|\\$|^\s*["[]/.test(line) || /json/.test(line) ? [] : [index],
  );
}

function insertLines(text, rng, mark, name) {
  const lines = text.split('\n');
  const at = rng.pick(places(lines));
  const count = 1 + rng.below(3);
  lines.splice(at, 0, ...Array.from({ length: count }, (_, i) => comment(name, `template_${mark}_${i}`)));
  return name.endsWith('.json') || name.includes('json.hbs') ? text : lines.join('\n');
}

function renameFunction(text, rng, mark, name) {
  const found = [...text.matchAll(/^(?:export )?(?:async )?function (\w+)/gm)].map(([, each]) => each);
  if (found.length === 0) return changeLine(text, rng, mark, name);
  const one = rng.pick(found);
  return text.replaceAll(new RegExp(`\\b${one}\\b`, 'g'), `${one}In${mark.replace('_', '')}`);
}

function dropLine(text, rng) {
  const lines = text.split('\n');
  const comments = lines.flatMap((line, index) => (/^\s*\/\/ /.test(line) ? [index] : []));
  if (comments.length > 0) lines.splice(rng.pick(comments), 1);
  return lines.join('\n');
}

function changeLine(text, rng, mark, name) {
  const lines = text.split('\n');
  const plain = lines.flatMap((line, index) => (/^\s*(const|return|await|if) [^`]*;$/.test(line) ? [index] : []));
  if (plain.length === 0) return insertLines(text, rng, mark, name);
  const at = rng.pick(plain);
  lines[at] = `${lines[at]} // template_${mark}`;
  return lines.join('\n');
}

function reindent(text, rng, mark, name) {
  return name.includes('.ts') && rng.chance(0.3) ? text.replace(/^( +)(?=\S)/gm, '$1$1') : text;
}

function bumpVersions(text, rng) {
  const table = JSON.parse(text);
  const names = Object.keys(table.node20);
  for (let i = 0; i < 1 + rng.below(3); i++) table.node20[rng.pick(names)] = `${90 + rng.below(9)}.${rng.below(9)}.0`;
  return JSON.stringify(table, null, 2);
}

function changeCompose(text, rng, number) {
  const added = text.replace(
    '      PORT: "3000"\n',
    `      PORT: "3000"\n      TEMPLATE_V${number}: "${rng.below(9)}"\n`,
  );
  return rng.chance(0.5) ? added : text.replace('stop_grace_period: 30s', `stop_grace_period: ${31 + rng.below(20)}s`);
}

function changeTsconfig(text, rng) {
  return rng.chance(0.5)
    ? text.replace('"skipLibCheck": true,', `"skipLibCheck": true,\n    "removeComments": ${rng.chance(0.5)},`)
    : text.replace('"target": "es2023"', '"target": "es2024"');
}

/** Files that a version no longer has, or has besides, and scripts in package.json. */
function outputChanges(rng, number) {
  const [drop, add, script] = [rng.chance(0.4), rng.chance(0.4), rng.chance(0.4)];
  const which = rng.next();
  return (output) => {
    const changed = new Map(output);
    const services = [...changed.keys()].filter((path) => path.endsWith('/package.json'));
    const folder = services[Math.floor(which * services.length)].replace('package.json', '');
    const sources = [...changed.keys()].filter((path) => path.startsWith(`${folder}src/`));
    if (drop) changed.delete(sources[Math.floor(which * sources.length)]);
    if (add) changed.set(`${folder}src/added.ts`, `// added by version ${number}\nexport const added = ${number};\n`);
    if (script) {
      const file = JSON.parse(changed.get('package.json'));
      file.scripts[`template-v${number}`] = 'node dev.mjs';
      file.scripts.build = `${file.scripts.build} --pretty`;
      changed.set('package.json', `${JSON.stringify(file, null, 2)}\n`);
    }
    return new Map([...changed].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
}
