import type { Lib, Value } from './values.ts';

const PACKAGES =
  /^(?:lodash(?:-es|\.\w+)?|change-case|(?:param|snake|dot|kebab|camel|pascal|constant|path)-case|scule|radash|es-toolkit|just-\w+-case|case-anything|to-(?:kebab|snake|dot)-case)$/;

const CASES: Readonly<Record<string, (words: readonly string[], s: string) => string>> = {
  snakecase: (words) => words.join('_').toLowerCase(),
  kebabcase: (words) => words.join('-').toLowerCase(),
  paramcase: (words) => words.join('-').toLowerCase(),
  dotcase: (words) => words.join('.').toLowerCase(),
  pathcase: (words) => words.join('/').toLowerCase(),
  constantcase: (words) => words.join('_').toUpperCase(),
  lowercase: (words) => words.join(' ').toLowerCase(),
  camelcase: (words) => words.map((word, index) => (index === 0 ? word.toLowerCase() : capital(word))).join(''),
  pascalcase: (words) => words.map(capital).join(''),
  tolower: (_words, s) => s.toLowerCase(),
  toupper: (_words, s) => s.toUpperCase(),
  upperfirst: (_words, s) => s.charAt(0).toUpperCase() + s.slice(1),
  lowerfirst: (_words, s) => s.charAt(0).toLowerCase() + s.slice(1),
};

/** What a helper of a package for the case of letters makes of texts: `kebabCase('OrderPlaced')`. Undefined for other functions. */
export function recased({ pkg, path }: Lib, values: readonly Value[]): Value[] | undefined {
  if (!PACKAGES.test(pkg)) return undefined;
  const named = (path.split('.').at(-1) ?? '').toLowerCase();
  const change = CASES[named] ?? CASES[pkg.replace(/^.*\.|^just-|^to-/, '').replaceAll('-', '')];
  return change && values.map((value) => eachPiece(value, (s) => change(wordsOf(s), s)));
}

function eachPiece(value: Value, change: (s: string) => string): Value {
  if (value.t !== 'text') return value;
  return { t: 'text', parts: value.parts.map((part) => (part.p === 'text' ? { ...part, s: change(part.s) } : part)) };
}

function wordsOf(s: string): string[] {
  return s
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
