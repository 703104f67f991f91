/**
 * What a file is there for. `production` runs in a service; `browser` is sent to a browser; `test` includes mocks, fixtures, load tests
 * and manual clients; `seed` and `migration` run by hand or once; `tooling` builds, lints and scripts; `declaration` has types only.
 */
export type FileRole =
  'production' | 'test' | 'generated' | 'vendored' | 'tooling' | 'browser' | 'seed' | 'migration' | 'declaration';

const FOLDER_ROLES: readonly (readonly [FileRole, RegExp])[] = [
  ['vendored', /^(?:node_modules|vendor|third[-_]?party|bower_components|jspm_packages)$/],
  [
    'test',
    /^(?:tests?|specs?|__tests?__|__mocks?__|__fixtures?__|__snapshots__|mocks?|stubs?|fakes?|fixtures?|testing|test[-_](?:utils?|helpers?|data|fixtures?|support|client)|(?:unit|integration|functional|acceptance|contract|smoke|system|component|api|load|stress|perf|performance|e2e|end-to-end)[-_]?tests?|(?:mocha|jasmine|jest|karma)[-_](?:specs?|tests?)|e2e|.+[-_]e2e|__(?:e2e|(?:unit|integration|functional|acceptance|e2e)[-_]?tests?)__|cypress|playwright|k6|locust|gatling|jmeter|artillery|benchmarks?|bench|load[-_]?(?:gen|generator|testing))$/,
  ],
  [
    'generated',
    /^(?:coverage|lcov-report|\.nyc_output|__generated__|generated|gen|dist|build|out|\.output|storybook-static|docs-dist)$/,
  ],
  ['migration', /^(?:[\w-]+[-_])?migrations?$/],
  ['seed', /^(?:(?:data|db|database)[-_])?(?:seeds?|seeders?|seeding|seed[-_]data)$/],
  [
    'tooling',
    /^(?:scripts?|tools?|tooling|hack|\.github|\.husky|\.vscode|\.idea|\.circleci|\.gitlab|\.storybook|\.changeset|_templates|plop-templates|schematics|generators|eslint-config.*|tsconfig)$/,
  ],
];

const NAME_ROLES: readonly (readonly [FileRole, RegExp])[] = [
  ['declaration', /\.d\.[cm]?ts$/],
  [
    'test',
    /[.\-_](?:spec|test|tests|e2e|e2e-spec|it|cy|mock|mocks|stub|fixture|fixtures|bench|benchmark|stories|story)\.[cm]?[jt]sx?$/,
  ],
  [
    'test',
    /\.(?:server|client|unit|integration|int|func|functional|component|api|db|browser|node)[-_]?tests?\.[cm]?[jt]sx?$/,
  ],
  [
    'test',
    /^(?:mock[A-Z].*|test[-_]?(?:setup|helpers?|utils?)|setup[-_.]?tests?|(?:jest[-_.])?(?:setup[-_]?files?[-_]?after[-_]?env|global[-_]?(?:setup|teardown))|jest[-_.]setup.*|vitest[-_.]setup.*|tests?|spec|mocks?|fixtures?|(?:k6|load|stress|smoke)[-_]?tests?)\.[cm]?[jt]sx?$/,
  ],
  [
    'generated',
    /(?:\.min|\.bundle|\.chunk|[.-]bundle|\.generated|\.gen|_pb|_grpc_pb|\.pb|_connect)\.[cm]?[jt]sx?$|\.js\.map$/,
  ],
  [
    'migration',
    /^(?:migrat(?:e|ion|ions)|db-migrate|knexfile|typeorm[.-]?(?:config|cli).*|ormconfig|data-?source\.migration)\.[cm]?[jt]s$/,
  ],
  // Text of another program, in the language of this one.
  ['tooling', /\.(?:template|tmpl|tpl)\.[cm]?[jt]sx?$/],
  ['seed', /^(?:seed|seeds|seeder|seeding|.+[.\-_]seed(?:er|s)?)\.[cm]?[jt]s$/],
  [
    'tooling',
    /^(?:(?:webpack|rollup|vite|vitest|jest|karma|babel|eslint|prettier|stylelint|postcss|tailwind|commitlint|lint-staged|tsup|esbuild|swc|playwright|cypress|protractor|wdio|nodemon|nyc|drizzle|prisma|next|nuxt|svelte|astro|metro|craco|release|semantic-release|dependency-cruiser|knip|turbo|typedoc|codegen|openapi-ts|orval|graphql\.codegen|sonar|sonar-project|gatsby|vue|gulp|grunt|plop|ecosystem|pm2|mikro-orm|sequelize)(?:[.\-_][\w-]+)*\.config\.[cm]?[jt]s|(?:gulpfile|gruntfile|jakefile|plopfile|karma\.conf|protractor\.conf|dangerfile|release\.config|webpack\.[\w.-]+)\.[cm]?[jt]s|\.[\w.-]+rc\.[cm]?js|\.dependency-cruiser\.[cm]?js|sonar-project\.js)$/i,
  ],
];

// Static folders hold what a browser gets only when the file itself can run there.
const STATIC_FOLDER = /^(?:public|static|assets|wwwroot|htdocs|www-root)$/;
const BROWSER_CODE = /^(?:js|ts|scripts?|javascripts?|typescripts?|assets|dist|client|browser)$/;
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;

/** Role of a file by its path alone; whole segments are compared, so `src/test-service/app.ts` is production. */
export function roleOf(file: string): FileRole {
  const segments = file.split('/');
  const name = segments.pop() ?? '';
  for (const [role, pattern] of NAME_ROLES) if (pattern.test(name)) return role;
  let nested: FileRole = 'production';
  for (let i = 0; i < segments.length; i++) {
    const segment = (segments[i] ?? '').toLowerCase();
    for (const [role, pattern] of FOLDER_ROLES) {
      if (!pattern.test(segment) || isOwnName(role, segments, i)) continue;
      // Foreign code is copied in as JavaScript; `src/vendor/client.ts` is about vendors.
      if (segment === 'vendor' && /\.[cm]?tsx?$/.test(name)) continue;
      if (role === 'vendored' || role === 'test') return role;
      if (nested === 'production') nested = role;
    }
    if (nested === 'production' && isServedAsItIs(segments, i, name)) nested = 'browser';
  }
  if (nested !== 'production') return nested;
  return /\.(?:vue|svelte|jsx)$/.test(name) ? 'browser' : 'production';
}

// Nobody serves TypeScript as it is: `public/src/app.ts` and `src/api/public/routes.ts` have the name of their audience.
function isServedAsItIs(segments: readonly string[], at: number, name: string): boolean {
  if (!STATIC_FOLDER.test((segments[at] ?? '').toLowerCase()) || !SCRIPT.test(name)) return false;
  if (!/\.[cm]?ts$/.test(name)) return true;
  const inSources = segments.slice(0, at).some((one) => one === 'src' || one === 'lib');
  return !(segments[at + 1] === 'src' || (inSources && !BROWSER_CODE.test((segments[at + 1] ?? '').toLowerCase())));
}

/** Role of a file among others: JavaScript beside its TypeScript source is compiled. */
export function roleAmong(files: ReadonlySet<string>, file: string): FileRole {
  const role = roleOf(file);
  const [, bare, kind = ''] = /^(.*)\.([cm]?)jsx?$/.exec(file) ?? [];
  if (role !== 'production' || bare === undefined) return role;
  return files.has(`${bare}.${kind}ts`) || files.has(`${bare}.${kind}tsx`) ? 'generated' : role;
}

/** True for files in a language that is read for facts. */
export function isSource(file: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(file);
}

// `src/tools/…` or `src/generators/…` inside a service's sources is its own domain; so is `packages/scripts`.
function isOwnName(role: FileRole, segments: readonly string[], at: number): boolean {
  const before = segments.slice(0, at);
  const segment = (segments[at] ?? '').toLowerCase();
  // Funds are measured against benchmarks.
  if (role === 'test') return segment === 'benchmarks' && before.includes('src');
  if (role !== 'tooling' && role !== 'generated') return false;
  if (role === 'generated')
    return (segment === 'build' || segment === 'out' || segment === 'gen') && before.includes('src');
  return !segment.startsWith('.') && before.some((one) => one === 'src' || one === 'app' || one === 'lib');
}
