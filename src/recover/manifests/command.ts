/** What one command of a shell line starts. */
export type Started =
  /** `node dist/main.js`, `tsx watch src/index.ts`: `entry` as written, `.` when the package's main file is meant. */
  | { readonly kind: 'node'; readonly entry: string; readonly environment: Readonly<Record<string, string>> }
  /** `npm run start:orders`, with the workspace it is run in (`--workspace`, `--filter`, `--prefix`, `-C`), if any. */
  | { readonly kind: 'script'; readonly script: string; readonly workspace: string | null }
  /** `nest start orders`, `nx serve orders`: `project` is null for the default one. */
  | { readonly kind: 'project'; readonly project: string | null }
  /** `moleculer-runner services`: `folder` is null when the environment tells it. */
  | { readonly kind: 'moleculer'; readonly folder: string | null }
  /** `pm2 start ecosystem.config.js`. */
  | { readonly kind: 'pm2'; readonly config: string }
  /** `next start`, `strapi start`: a server that a framework starts. */
  | { readonly kind: 'framework'; readonly tool: string }
  /** `vite`, `ng serve`: a server for development that gives a browser its files. */
  | { readonly kind: 'browser'; readonly tool: string };

const NODE =
  /^(?:node|nodejs|nodemon|ts-node|ts-node-dev|ts-node-esm|tsnd|tsx|babel-node|bun|deno|pm2|pm2-runtime|forever|node-dev|supervisor|swc-node|esr|esno|jiti|vite-node|micro|fastify|electron)$/;
const WRAPPER =
  /^(?:cross-env|cross-env-shell|env|exec|npx|bunx|sudo|dumb-init|tini|\/?tini|nice|time|dotenv|dotenv-cli|env-cmd|dapr|wait-on|wait-for-it(?:\.sh)?|\.\/wait-for-it\.sh|\.\/wait-for\.sh|doppler|infisical|op|--|gosu|su-exec|c8|nyc|clinic|0x|tsc-watch|docker-entrypoint\.sh|\.\/docker-entrypoint\.sh|dockerize|source-map-support|trap|if|then)$/;
const FRAMEWORK =
  /^(?:next|nuxt|nuxi|nitro|nitropack|remix|remix-serve|strapi|sails|redwood|rw|blitz|adonis|keystone|medusa|directus|feathers|wasp|encore|apollo|graphql-mesh|hasura|serverless|sls|func|functions-framework|wrangler|netlify|vercel|sst|sam|redocly)$/;
const BROWSER =
  /^(?:vite|react-scripts|react-app-rewired|craco|ng|vue-cli-service|parcel|webpack-dev-server|gatsby|astro|snowpack|http-server|serve|live-server|expo|react-native|umi|quasar|ionic|svelte-kit|rsbuild|farm|storybook|start-storybook|docusaurus|vuepress|vitepress)$/;
const BUILD_ONLY =
  /^(?:build|compile|lint|test|generate|export|migrate|seed|deploy|package|remove|init|add|info|typegen|check|prepare|sync|preview|create|new|invoke)$/;
// Options whose value is the next word.
const VALUED =
  /^(?:-r|--require|--loader|--import|--experimental-loader|-w|--watch-path|--ext|-e|--ignore|-i|--delay|-P|--project|-p|--env-file|-O|--compiler-options|--tsconfig|-c|--config|-n|--name|--cwd|-d|--signal|-f|--conditions|-C|--max-memory-restart|-u|--user|-o|--output|-l|--log|--legacy-watch-interval)$/;

// Options of fastify-cli without a value, some of which take one elsewhere.
const FASTIFY_FLAG = /^-(?:[wPdoR]|-watch|-pretty-logs|-debug|-options|-commonjs|-lang|-require-module)$/;

/** Everything that a line of shell starts, in order: chained commands, wrappers and `concurrently` are looked through. */
export function startedBy(line: string, depth = 0): readonly Started[] {
  if (depth > 4) return [];
  return split(line).flatMap((words) => oneCommand(words, depth));
}

function oneCommand(input: readonly string[], depth: number): readonly Started[] {
  const environment: Record<string, string> = {};
  let words = [...input];
  for (let word = words[0]; word !== undefined; word = words[0]) {
    const assigned = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
    if (assigned !== null) environment[assigned[1] ?? ''] = assigned[2] ?? '';
    else if (/^(?:sh|bash|ash|zsh|\/bin\/(?:ba|a)?sh)$/.test(word)) {
      const script = words.find((_, index) => /^-\w*c$/.test(words[index - 1] ?? ''));
      return script === undefined ? [] : startedBy(script, depth + 1);
    } else if (!WRAPPER.test(basename(word)) && !(word.startsWith('-') && words.length < input.length)) break;
    else if (
      /^(?:dotenv|dotenv-cli|env-cmd|dapr|doppler|infisical|op|dockerize|wait-on|wait-for-it(?:\.sh)?)$/.test(
        basename(word),
      )
    ) {
      const end = words.indexOf('--');
      if (end > 0) words = words.slice(end);
    } else if (/^-(?:e|f|u|p|-user|-package)$/.test(word)) words.shift();
    words.shift();
  }
  const tool = basename(words[0] ?? '');
  const rest = words.slice(1);
  if (/^(?:concurrently|conc|npm-run-all|npm-run-all2|run-p|run-s)$/.test(tool)) return together(tool, rest, depth);
  if (/^(?:npm|yarn|pnpm|bun)$/.test(tool)) {
    const script = packageScript(tool, rest);
    if (script !== undefined) return script === 'exec' ? oneCommand(afterExec(rest), depth + 1) : [script];
  }
  if (tool === 'nest') return rest[0] === 'start' ? [{ kind: 'project', project: operand(rest.slice(1)) ?? null }] : [];
  if (tool === 'nx') return nxCommand(rest);
  if (tool.startsWith('moleculer-runner')) return [{ kind: 'moleculer', folder: operand(rest) ?? null }];
  if (FRAMEWORK.test(tool)) return BUILD_ONLY.test(rest[0] ?? '') ? [] : [{ kind: 'framework', tool }];
  if (BROWSER.test(tool)) return BUILD_ONLY.test(rest[0] ?? '') ? [] : [{ kind: 'browser', tool }];
  if (tool === 'webpack') return rest.includes('serve') ? [{ kind: 'browser', tool }] : [];
  return NODE.test(tool) ? nodeCommand(tool, rest, environment, depth) : [];
}

function nodeCommand(
  tool: string,
  words: readonly string[],
  environment: Record<string, string>,
  depth: number,
): readonly Started[] {
  const exec = words.findIndex((word) => word === '--exec' || word === '-x');
  const executed = exec < 0 ? undefined : words[exec + 1];
  if (/^(?:nodemon|supervisor)$/.test(tool) && executed !== undefined) {
    const inner = startedBy(executed, depth + 1).filter((one) => one.kind !== 'node' || one.entry !== '.');
    if (inner.length > 0) return inner;
    if (!/^(?:ts-node|tsx|node|babel-node|bun)\b/.test(executed)) return [];
  }
  const plain = words.filter((_, index) => exec < 0 || (index !== exec && index !== exec + 1));
  const rest = tool === 'fastify' ? plain.filter((word) => !FASTIFY_FLAG.test(word)) : plain;
  const entry = operand(rest, /^(?:start|restart|watch|run|reload|serve|--|startOrRestart|startOrReload)$/);
  if (entry === undefined)
    return tool === 'nodemon' ||
      (tool === 'node' && rest.length > 0 && !/^-[ep]$|^--?(?:version|eval|print|test)$/.test(rest[0] ?? ''))
      ? main(environment)
      : [];
  if (/^(?:pm2|pm2-runtime)$/.test(tool) && /\.(?:json|ya?ml)$|\.config\.[cm]?js$/.test(entry))
    return [{ kind: 'pm2', config: entry }];
  if (/^(?:build|install|test|i|add|fmt|lint|task|compile|kill|stop|delete|logs|save)$/.test(entry)) return [];
  if (/^(?:npm|yarn|pnpm)$/.test(entry))
    return oneCommand(
      rest.slice(rest.indexOf(entry)).filter((one) => one !== '--'),
      depth + 1,
    );
  // A binary of a package is a tool (`node node_modules/.bin/jest`), and so is an ace command.
  if (entry.includes('node_modules/') || /^-|[*{]/.test(entry) || /(?:^|\/)ace(?:\.js)?$/.test(entry)) {
    return /(?:^|\/)ace(?:\.js)?$/.test(entry) && rest.includes('serve') ? [{ kind: 'framework', tool: 'adonis' }] : [];
  }
  return [{ kind: 'node', entry, environment }];
}

function main(environment: Record<string, string>): readonly Started[] {
  return [{ kind: 'node', entry: '.', environment }];
}

function together(tool: string, words: readonly string[], depth: number): readonly Started[] {
  const parts = words.filter((word) => !word.startsWith('-'));
  return parts.flatMap((part): readonly Started[] => {
    if (/^concurrently$|^conc$/.test(tool) && /\s/.test(part)) return startedBy(part, depth + 1);
    const script = part.replace(/^(?:npm|yarn|pnpm|bun):/, '');
    return /\s/.test(script) ? startedBy(script, depth + 1) : [{ kind: 'script', script, workspace: null }];
  });
}

function packageScript(tool: string, words: readonly string[]): Started | 'exec' | undefined {
  let workspace: string | null = null;
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [, name, value] = /^(-w|--workspace|--filter|-F|--prefix|-C|--cwd|--dir)(?:=(.*))?$/.exec(word) ?? [];
    if (name !== undefined) workspace = (value ?? words[++i] ?? '').replace(/\.\.\.$/, '');
    else if (word === '--') break;
    else if (!word.startsWith('-')) plain.push(word);
  }
  if (plain[0] === 'workspace') [workspace] = [plain[1] ?? null, plain.splice(0, 2)];
  if (plain[0] === 'exec' || plain[0] === 'dlx') return 'exec';
  const name = plain[0] === 'run' || plain[0] === 'run-script' ? plain[1] : plain[0];
  if (
    name === undefined ||
    /^(?:install|i|ci|add|build|version|publish|link|audit|workspaces|config|set|cache|rebuild|prune|init|pack|global)$/.test(
      name,
    )
  )
    return undefined;
  if (tool === 'bun' && /[./]/.test(name)) return undefined;
  return { kind: 'script', script: name, workspace };
}

function afterExec(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word === 'exec' || word === 'dlx');
  return words.slice(at + 1).filter((word, index) => index > 0 || word !== '--');
}

function nxCommand(words: readonly string[]): readonly Started[] {
  const [verb, target] = words;
  if (verb === 'serve') return [{ kind: 'project', project: target ?? null }];
  const [, project] = verb === 'run' ? (/^([\w@/-]+):serve/.exec(target ?? '') ?? []) : [];
  return project === undefined ? [] : [{ kind: 'project', project }];
}

function operand(words: readonly string[], skipped?: RegExp): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (VALUED.test(word)) i++;
    // `--watch src/index.ts` of tsx and `--inspect main.js` take no value, nodemon's `--watch src` names a folder.
    else if (word === '--watch' && /^[^.]*$|\*/.test(words[i + 1] ?? '') && words.length > i + 2) i++;
    else if (!word.startsWith('-') && skipped?.test(word) !== true) return word;
  }
  return undefined;
}

/** Commands of a line as words: split at `&&`, `||`, `;`, `|`, `&` outside of quotes. */
function split(line: string): string[][] {
  const commands: string[][] = [[]];
  const pattern = /\s+|&&|\|\||[;|&\n]|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\"(?:(?!\\")[^])*\\"|[^\s;|&"'\\]|\\.)+)|["']/g;
  for (const match of line.matchAll(pattern)) {
    if (match[1] !== undefined) commands.at(-1)?.push(unquote(match[1]));
    else if (/[;|&\n]/.test(match[0]) && match[0].trim() !== '') commands.push([]);
  }
  return commands.filter((words) => words.length > 0);
}

function unquote(word: string): string {
  return word
    .replace(/^\\"([^]*)\\"$/, '$1')
    .replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, a?: string, b?: string) => a?.replaceAll('\\"', '"') ?? b ?? '');
}

function basename(word: string): string {
  return word.startsWith('node_modules/.bin/') || word.startsWith('./node_modules/.bin/') || word.startsWith('/')
    ? word.slice(word.lastIndexOf('/') + 1)
    : word;
}
