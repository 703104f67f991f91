const DECLARED = /(?:^|[^\w$])(?:const|let|var)[ \t]+$/;
const NONE: ReadonlySet<string> = new Set();

/**
 * Words in front of a `=`, but for those that `const`, `let` and `var` declare: every name that a plain assignment of the
 * program writes is among them. Undefined where a name may be spelled in another way, or a comment may stand between.
 */
export function wordsBeforeEquals(text: string): ReadonlySet<string> | undefined {
  if (text.includes('\\u')) return undefined;
  let words: Set<string> | undefined;
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    const next = text[at + 1];
    if (next === '=' || next === '>') {
      at += 1;
      continue;
    }
    const end = endOfWord(text, at);
    if (end === undefined) return undefined;
    let start = end;
    while (start > 0 && isWordCharacter(text.charCodeAt(start - 1))) start -= 1;
    if (start < end && !DECLARED.test(text.slice(Math.max(0, start - 10), start)))
      (words ??= new Set()).add(text.slice(start, end));
  }
  return words ?? NONE;
}

// Where what stands before the blanks ends; undefined behind a line's end and behind a comment.
function endOfWord(text: string, equals: number): number | undefined {
  let end = equals;
  for (; end > 0 && /\s/.test(text[end - 1] ?? ''); end--)
    if (/[\n\r\u2028\u2029]/.test(text[end - 1] ?? '')) return undefined;
  return text[end - 1] === '/' && text[end - 2] === '*' ? undefined : end;
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  );
}
