import type { Expr } from '../facts/file-facts.ts';
import type { Frame } from './values.ts';

/** Expressions that are being looked into, outermost first, each with its frame. Two lists, as every question goes through them. */
export class OpenQuestions {
  private readonly exprs: Expr[] = [];
  private readonly frames: (Frame | undefined)[] = [];

  get length(): number {
    return this.exprs.length;
  }

  push(expr: Expr, frame: Frame | undefined): void {
    this.exprs.push(expr);
    this.frames.push(frame);
  }

  pop(): void {
    this.exprs.pop();
    this.frames.pop();
  }

  has(expr: Expr, frame: Frame | undefined): boolean {
    for (let i = this.exprs.length - 1; i >= 0; i--)
      if (this.exprs[i] === expr && this.frames[i] === frame) return true;
    return false;
  }
}
