import type { Position } from './file-facts.ts';

/** Turns offsets into positions. Who asks goes through a text mostly forwards, so that the line before is a good guess. */
export class Lines {
  private readonly starts: readonly number[];
  private line = 0;

  /** `starts`: the offset at which each line begins. */
  constructor(starts: readonly number[]) {
    this.starts = starts;
  }

  position(offset: number): Position {
    const { starts } = this;
    let { line } = this;
    if (offset < (starts[line] ?? 0)) line = this.before(offset, line);
    else while (offset >= (starts[line + 1] ?? Infinity)) line += 1;
    this.line = line;
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  }

  // The last line below `end` that begins at or before the offset.
  private before(offset: number, end: number): number {
    let low = 0;
    for (let high = end; high - low > 1;) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}
