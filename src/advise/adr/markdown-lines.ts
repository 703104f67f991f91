/** One line of a Markdown file. `start` is the offset of its first character in the text; lines and columns count from 1. */
export interface MarkdownLine {
  readonly text: string;
  readonly number: number;
  readonly start: number;
  /** `prose` is what a reader sees as text; blank lines are prose, too. */
  readonly kind: 'front matter' | 'code' | 'comment' | 'prose';
}

/** A stretch of one line. */
export interface Said {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export interface Heading extends Said {
  readonly level: number;
}

export interface MarkdownLink extends Said {
  readonly target: string;
}

/** A Markdown text as the lines, headings and links that it is made of. */
export interface Markdown {
  readonly lines: readonly MarkdownLine[];
  readonly headings: readonly Heading[];
  readonly links: readonly MarkdownLink[];
  /** Lines of the front matter without its fences; null when there is none. */
  readonly frontMatter: readonly MarkdownLine[] | null;
}

/** Takes a Markdown text apart, as far as records of decisions need it. Never throws. */
export function readMarkdown(text: string): Markdown {
  const lines = withoutComments(kinds(splitLines(text)));
  const fences = lines.filter(({ kind }) => kind === 'front matter');
  return {
    lines,
    headings: findHeadings(lines),
    links: lines.filter(({ kind }) => kind === 'prose').flatMap(findLinks),
    frontMatter: fences.length === 0 ? null : fences.slice(1, -1),
  };
}

/** The prose between a heading and the next one that is not deeper, with deeper headings left out. */
export function sectionLines({ lines, headings }: Markdown, heading: Heading): readonly MarkdownLine[] {
  const end = headings.find(({ line, level }) => line > heading.line && level <= heading.level)?.line ?? Infinity;
  const inner = new Set(headings.map(({ line }) => line));
  return lines.filter(
    ({ number, kind }) => number > heading.line && number < end && kind !== 'comment' && !inner.has(number),
  );
}

type Plain = Omit<MarkdownLine, 'kind'>;

function splitLines(text: string): Plain[] {
  const lines: Plain[] = [];
  const pattern = /([^\r\n]*)(\r\n|\n|\r|$)/g;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    lines.push({ text: match[1] ?? '', number: lines.length + 1, start: match.index });
    if (match[2] === '') break;
  }
  return lines;
}

function kinds(lines: readonly Plain[]): MarkdownLine[] {
  const closing = isFence(lines[0]) ? lines.findIndex((line, index) => index > 0 && isFence(line)) : -1;
  let fence: string | null = null;
  return lines.map((line, index) => {
    if (index <= closing) return { ...line, kind: 'front matter' };
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line.text);
    if (fence !== null) {
      const closes = mark?.[1]?.startsWith(fence) === true && mark[2]?.trim() === '';
      if (closes) fence = null;
      return { ...line, kind: 'code' };
    }
    if (!mark) return { ...line, kind: 'prose' };
    fence = mark[1] ?? null;
    return { ...line, kind: 'code' };
  });
}

// A byte order mark may stand before the first fence.
function isFence(line: Plain | undefined): boolean {
  return line !== undefined && /^\uFEFF?---\s*$/.test(line.text);
}

// Comments become spaces, so that columns stay what they are.
function withoutComments(lines: readonly MarkdownLine[]): MarkdownLine[] {
  let open = false;
  return lines.map((line): MarkdownLine => {
    if (line.kind !== 'prose') return line;
    const before = line.text;
    let rest = before;
    if (open) {
      const end = rest.indexOf('-->');
      open = end < 0;
      rest = ' '.repeat(end < 0 ? rest.length : end + 3) + (end < 0 ? '' : rest.slice(end + 3));
    }
    rest = rest.replaceAll(/<!--.*?-->/g, (comment) => ' '.repeat(comment.length));
    const start = rest.indexOf('<!--');
    if (start >= 0) {
      open = true;
      rest = rest.slice(0, start).padEnd(rest.length);
    }
    return rest !== before && rest.trim() === '' ? { ...line, kind: 'comment' } : { ...line, text: rest };
  });
}

function findHeadings(lines: readonly MarkdownLine[]): Heading[] {
  return lines.flatMap((line, index): Heading[] => {
    if (line.kind !== 'prose') return [];
    const hashes = /^( {0,3}(#{1,6})[ \t]+)(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line.text);
    if (hashes) {
      const [, lead = '', marks = '', text = ''] = hashes;
      return [{ text, level: marks.length, line: line.number, column: lead.length + 1 }];
    }
    const under = lines[index + 1];
    const underlined = under?.kind === 'prose' && /^(?:=+|-{2,})\s*$/.test(under.text) && /^\w/.test(line.text);
    if (!underlined) return [];
    return [{ text: line.text.trim(), level: under.text.startsWith('=') ? 1 : 2, line: line.number, column: 1 }];
  });
}

function findLinks({ text, number }: MarkdownLine): MarkdownLink[] {
  const visible = text.replaceAll(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  return [...visible.matchAll(/\[([^[\]]*)\]\(\s*<?([^()<>\s]+)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => ({
    text: match[1] ?? '',
    target: match[2] ?? '',
    line: number,
    column: match.index + 1,
  }));
}
