// What people do to generated files. Each edit tells the lines that it wrote, which no update may lose.
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Does one edit at random; gives its name, the file, and the lines that have to be there afterwards. */
export function editSomething(root, paths, rng, mark) {
  const edit = rng.pick(EDITS);
  const fitting = paths.filter(edit.fits);
  if (fitting.length === 0) return undefined;
  const path = rng.pick(fitting);
  const file = join(root, path);
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return { name: edit.name, path, ...edit.act({ root, path, file, text, rng, mark }) };
}

const isCode = (path) => /\.(ts|mjs)$/.test(path);
const isText = (path) => /\.(ts|mjs|md|sql)$|Dockerfile$/.test(path);

function write(file, lines) {
  writeFileSync(file, Array.isArray(lines) ? lines.join('\n') : lines);
}

function commentIn(path, words) {
  if (isCode(path)) return `// ${words}`;
  if (path.endsWith('.sql')) return `-- ${words}`;
  return path.endsWith('.md') ? words : `# ${words}`;
}

const edit = (name, fits, act) => ({ name, fits, act });
const none = { wrote: [] };

const insertLine = edit('insert a line', isText, ({ file, path, text, rng, mark }) => {
  const lines = text.split('\n');
  const line = commentIn(path, `mine ${mark}`);
  lines.splice(rng.below(lines.length), 0, line);
  write(file, lines);
  return { wrote: [line] };
});

const addRoute = edit('add a function', isCode, ({ file, text, mark }) => {
  const lines = [`export function route${mark}(): string {`, `  return 'mine ${mark}';`, '}'];
  write(file, `${text.trimEnd()}\n\n${lines.join('\n')}\n`);
  return { wrote: lines.slice(0, 2) };
});

const addImport = edit(
  'add an import',
  (path) => path.endsWith('.ts'),
  ({ file, text, mark }) => {
    const line = `import { mine${mark} } from './mine-${mark}.ts';`;
    const lines = text.split('\n');
    const last = lines.findLastIndex((each) => each.startsWith('import '));
    lines.splice(last + 1, 0, line);
    write(file, lines);
    return { wrote: [line] };
  },
);

const renameFunction = edit('rename a function', isCode, ({ file, text, rng, mark }) => {
  const found = [...text.matchAll(/^(?:export )?(?:async )?function (\w+)/gm)].map(([, each]) => each);
  if (found.length === 0) return none;
  const one = rng.pick(found);
  const after = text.replaceAll(new RegExp(`\\b${one}\\b`, 'g'), `${one}Mine${mark}`);
  write(file, after);
  return { wrote: after.split('\n').filter((line) => line.includes(`Mine${mark}`)) };
});

const changeLine = edit('change a line', isCode, ({ file, text, rng, mark }) => {
  const lines = text.split('\n');
  const plain = lines.flatMap((line, index) => (/^\s*(const|return|await|if) [^`]*;$/.test(line) ? [index] : []));
  if (plain.length === 0) return none;
  const at = rng.pick(plain);
  lines[at] = `${lines[at]} // mine ${mark}`;
  write(file, lines);
  return { wrote: [lines[at]] };
});

const deleteLine = edit('delete a line', isText, ({ file, text, rng }) => {
  const lines = text.split('\n');
  const once = lines.flatMap((line, i) =>
    line.trim().length > 12 && lines.indexOf(line) === lines.lastIndexOf(line) ? [i] : [],
  );
  if (once.length === 0) return none;
  const [line] = lines.splice(rng.pick(once), 1);
  write(file, lines);
  return { wrote: [], removed: line };
});

const deleteFile = edit('delete a file', isText, ({ file }) => {
  rmSync(file);
  return { wrote: [], deleted: true };
});

const reformat = edit('reformat', isCode, ({ file, text, rng }) => {
  const form = rng.pick([
    (each) => each.replace(/^( +)(?=\S)/gm, '$1$1'),
    (each) => each.replace(/^( +)(?=\S)/gm, (spaces) => '\t'.repeat(spaces.length / 2)),
    (each) => each.replace(/^((?:import|export) .* from )'([^'\n]+)';$/gm, '$1"$2"'),
    (each) => each.replace(/;$/gm, ''),
  ]);
  write(file, form(text));
  return { wrote: [], reformatted: true };
});

const dockerfile = edit(
  'edit a Dockerfile',
  (path) => path.endsWith('Dockerfile'),
  ({ file, text, rng, mark }) => {
    const line = `RUN echo mine_${mark}`;
    const lines = text.split('\n');
    lines.splice(
      lines.findIndex((each) => each.startsWith(rng.chance(0.5) ? 'USER' : 'WORKDIR')),
      0,
      line,
    );
    write(file, lines);
    return { wrote: [line] };
  },
);

const dependency = edit(
  'add a dependency',
  (path) => path.endsWith('package.json'),
  ({ file, text, rng, mark }) => {
    const value = JSON.parse(text);
    const group = rng.pick(['dependencies', 'devDependencies', 'scripts']);
    value[group] = { ...value[group], [`mine-${mark}`]: '1.2.3' };
    if (rng.chance(0.3)) value.scripts.test = `${value.scripts.test} --mine-${mark}`;
    write(file, JSON.stringify(value, null, rng.pick([2, 4])));
    return { wrote: [], holds: [`mine-${mark}`] };
  },
);

const pin = edit(
  'pin a dependency',
  (path) => path.endsWith('package.json'),
  ({ file, text, rng, mark }) => {
    const value = JSON.parse(text);
    const names = Object.keys(value.devDependencies);
    value.devDependencies[rng.pick(names)] = `1.0.0-mine-${mark}`;
    write(file, `${JSON.stringify(value, null, 2)}\n`);
    return { wrote: [], holds: [`1.0.0-mine-${mark}`] };
  },
);

const compose = edit(
  'edit compose.yaml',
  (path) => path === 'compose.yaml',
  ({ file, text, rng, mark }) => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('PORT: "3000"'));
    const line = rng.chance(0.5) ? `      MINE_${mark}: "1" # mine ${mark}` : undefined;
    if (line !== undefined) lines.splice(rng.chance(0.5) ? at : at + 1, 0, line);
    else lines.splice(lines.indexOf('services:') + 1, 0, `  mine-${mark}:`, `    image: mine:${mark}`);
    write(file, lines);
    return { wrote: line === undefined ? [`  mine-${mark}:`, `    image: mine:${mark}`] : [line] };
  },
);

const tsconfig = edit(
  'edit tsconfig.json',
  (path) => path.endsWith('tsconfig.json'),
  ({ file, text, rng, mark }) => {
    const line = `    // mine ${mark}`;
    write(
      file,
      text.replace(
        '    "strict": true,',
        `${line}\n    "strict": ${rng.chance(0.5)},\n    "baseUrl": "./mine-${mark}",`,
      ),
    );
    return { wrote: [line], holds: [`./mine-${mark}`] };
  },
);

const ignore = edit(
  'edit .gitignore',
  (path) => path === '.gitignore',
  ({ file, text, mark }) => {
    write(file, `${text}mine-${mark}/\n`);
    return { wrote: [`mine-${mark}/`] };
  },
);

const crlf = edit('turn into CRLF', isText, ({ file, text }) => {
  write(file, text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'));
  return none;
});

const symlink = edit('make a link of it', isText, ({ root, path, file, text, mark }) => {
  const target = join(root, `linked/${mark}-${basename(path)}`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${text}\n${commentIn(path, `mine ${mark}`)}\n`);
  rmSync(file);
  symlinkSync(target, file);
  return { wrote: [commentIn(path, `mine ${mark}`)], moved: true };
});

const renameFile = edit('rename a file', isCode, ({ file, text, mark }) => {
  const target = join(dirname(file), `mine-${mark}.ts`);
  writeFileSync(file, `${text}\n// mine ${mark}\n`);
  renameSync(file, target);
  return { wrote: [`// mine ${mark}`], moved: true, deleted: true };
});

const ownFile = edit(
  'write a file',
  (path) => path.endsWith('/package.json'),
  ({ file, rng, mark }) => {
    const target = join(dirname(file), rng.chance(0.5) ? `src/mine-${mark}.ts` : 'src/added.ts');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, `// mine ${mark}\n`);
    return { wrote: [`// mine ${mark}`], moved: true };
  },
);

const EDITS = [
  insertLine,
  insertLine,
  insertLine,
  addRoute,
  addRoute,
  addImport,
  renameFunction,
  changeLine,
  changeLine,
  deleteLine,
  deleteFile,
  reformat,
  dockerfile,
  dependency,
  dependency,
  pin,
  compose,
  compose,
  tsconfig,
  ignore,
  crlf,
  symlink,
  renameFile,
  ownFile,
];
