import type { IgnoreComment } from '../model/recovery.ts';
import type { ReadFile } from './inventory/manifest-reader.ts';

const WITH_HASHES = /\.(?:ya?ml|toml|env|conf|properties)$|(?:^|\/)(?:\.env[^/]*|[^/]*Dockerfile[^/]*|Procfile)$/i;
const COMMENT = /(?:^|\s)#\s*archwright-ignore\b([^\r\n]*)/;

/** Reads deployment files through `read`, and keeps the comments in them by which people silence findings. */
export function noticeComments(read: ReadFile): { readonly read: ReadFile; readonly comments: () => IgnoreComment[] } {
  const found = new Map<string, IgnoreComment[]>();
  return {
    read: (file) => {
      const text = read(file);
      if (WITH_HASHES.test(file) && text.includes('archwright-ignore')) found.set(file, commentsIn(file, text));
      return text;
    },
    comments: () => [...found.values()].flat(),
  };
}

function commentsIn(file: string, text: string): IgnoreComment[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const match = COMMENT.exec(line);
    const column = match === null ? 0 : line.indexOf('#', match.index) + 1;
    return match === null ? [] : [{ file, line: index + 1, column, text: (match[1] ?? '').trim() }];
  });
}
