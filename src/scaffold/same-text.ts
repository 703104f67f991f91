/** True for texts that differ in nothing but line ends and a byte order mark, which editors and checkouts change. */
export function sameText(a: string, b: string): boolean {
  return a === b || plain(a) === plain(b);
}

/** A text with the line ends and the byte order mark that the file had: a tree that was checked out with CRLF keeps them. */
export function likeIn(before: string, text: string): string {
  const bom = before.startsWith('\uFEFF') ? '\uFEFF' : '';
  return bom + (before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, '');
}
