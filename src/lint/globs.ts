import picomatch from 'picomatch';

/** Tells whether a path relative to the root matches one of the globs; `legacy/` means everything in that folder. */
export function globMatcher(globs: readonly string[]): (file: string) => boolean {
  const patterns = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, '/**'));
  return picomatch(patterns, { dot: true });
}
