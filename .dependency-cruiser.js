// Which part of the house may import which. Each rule says why; test/house.test.ts plants a violation of every one.

/** The rooms under src, from the front door down. A room imports from later rows, never from its own row or above. */
const rows = [['cli'], ['advise', 'scaffold', 'lint', 'docs'], ['recover', 'blueprint'], ['io', 'util'], ['model']];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** `room` imports nothing of ours but itself and what stands below it. */
function direction(room) {
  const height = rows.findIndex((rooms) => rooms.includes(room));
  const below = rows.slice(height + 1).flat();
  // io reads and writes text for everybody and reports mistakes with util's help: the one step sideways.
  if (room === 'io') below.push('util');
  const allowed = [room, ...below].join('|');
  return rule(
    `${room}-imports-only-what-is-below`,
    below.length === 0
      ? `"${room}" is what all rooms share; were it to import one of them, every room would depend on that one.`
      : `"${room}" may import ${below.join(', ')}. Rooms of one row stay strangers, so that each can be read, tested and replaced alone; rooms above are front ends of this one.`,
    { path: `^src/${room}/` },
    { path: '^src/', pathNot: `^src/(${allowed})/` },
  );
}

/** Only files that match `owners` import the npm package `name`. */
function ownedPackage(name, owners, why) {
  return rule(
    `${name.replace(/^@/, '').replace('/', '-')}-has-one-owner`,
    why,
    { path: '^src/', pathNot: owners },
    { path: `(^|/)node_modules/${name}/` },
  );
}

/** Only files that match `owners` import these modules of Node. */
function ownedBuiltin(name, modules, owners, why) {
  return rule(
    name,
    why,
    { path: '^src/', pathNot: owners },
    { path: `^(node:)?(${modules.join('|')})(/|$)`, dependencyTypes: ['core'] },
  );
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rows.flat().map(direction),
    rule(
      'nobody-imports-the-command-line',
      'Terminal, prompts and exit codes are at the edge: whoever imports them cannot be used as a library.',
      { path: '^src/', pathNot: '^src/cli/' },
      { path: '^src/cli/' },
    ),
    rule(
      'source-does-not-import-tests',
      'Tests and development scripts are not in the package that users install.',
      { path: '^src/' },
      { path: '^(test|bench|scripts)/' },
    ),
    rule(
      'nobody-imports-the-front-door',
      'src/index.ts re-exports for users; inside, a file imports what it needs from where it is, or cycles follow.',
      { path: '^src/' },
      { path: '^src/index[.]ts$' },
    ),
    rule(
      'templates-stand-alone',
      'templates/ is copied into the systems of users, where nothing of ours is.',
      { path: '^templates/' },
      { path: '^(src|test|scripts|bench)/' },
    ),
    rule(
      'no-cycles-between-folders',
      'Folders in a cycle cannot be understood or tested one at a time. Types count: whoever reads one has to read the other.',
      { path: '^(src/.+)/[^/]+$' },
      { circular: true, via: { pathNot: '^$1/[^/]+$' } },
    ),
    rule(
      'no-cycles-at-run-time',
      'What a file of a cycle finds loaded depends on who was first. The exception follows the grammar of a program: expressions, statements and classes nest in each other, and so do the functions that lower and evaluate them.',
      { pathNot: '^src/recover/(facts|link)/' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'imports-resolve',
      'An import that cannot be found fails on the machine of a user, not here.',
      { path: '^(src|test|scripts|bench)/', pathNot: '^bench/(platform/dbos|scaffold/validators)/' },
      { couldNotResolve: true },
    ),
    rule(
      'only-declared-dependencies',
      'A package that is not under "dependencies" is missing after npm install of ours.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional', 'npm-peer'], pathNot: 'resvg-wasm' },
    ),
    ownedPackage(
      '@resvg/resvg-wasm',
      '^src/docs/formats/png[.]ts$',
      'It is optional: one place imports it when it is asked for, and says what to do when it is not there.',
    ),
    ownedPackage(
      'ts-morph',
      '^src/(recover|lint/fixes)/',
      'Only recovery and fixes see syntax trees; everybody else sees facts and the model. It is also by far the slowest package to load.',
    ),
    ownedPackage('handlebars', '^src/scaffold/', 'Templates are rendered in one place, with one set of helpers.'),
    ownedPackage(
      'yaml',
      '^src/io/',
      'io/yaml.ts keeps positions for messages and bounds aliases; no other way to read YAML.',
    ),
    ...['commander', '@inquirer/prompts', 'chalk', 'execa'].map((name) =>
      ownedPackage(
        name,
        '^src/cli/',
        'Only the command line knows a terminal; everything else takes data and gives data.',
      ),
    ),
    ownedBuiltin(
      'disk-has-few-owners',
      ['fs'],
      '^src/(io|recover)/|^src/cli/main[.]ts$',
      'Rules, renderers, trees and plans are pure: what touches the disk goes through io, or is recovery (and main.ts reads our version).',
    ),
    ownedBuiltin(
      'no-network',
      ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'inspector'],
      '^$',
      'A repository under analysis is hostile input and output is the same every time: no network.',
    ),
    ownedBuiltin(
      'few-start-processes',
      ['child_process', 'cluster', 'vm'],
      '^src/io/',
      'Nothing of an analyzed repository is executed. io may ask git; the command line uses execa.',
    ),
    ownedBuiltin(
      'only-the-command-line-knows-a-terminal',
      ['readline', 'tty', 'repl'],
      '^src/cli/',
      'Only the command line knows a terminal.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|build|test/fixtures)/|[.]hbs$' },
    // Type imports count: a type that travels upward is a dependency that a reader has to follow.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    skipAnalysisNotInRules: true,
  },
};
