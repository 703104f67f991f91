/** A path with forward slashes as part of a URL: every character that could mean something there or in Markdown is percent-encoded. */
export function encodePath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\u{FFFD}')
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[()'*!]/g, percent))
    .join('/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
