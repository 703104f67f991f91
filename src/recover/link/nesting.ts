import type { Expr } from '../facts/file-facts.ts';

const MOST = 3;

/**
 * Keeps literals that are spread into themselves (`options = { ...options, retries: 3 }`, `list = [...list, next]`)
 * from being looked into without end.
 */
export class Nesting {
  private readonly depths = new Map<Expr, number>();

  /** Runs `look` unless the literal is being looked into already, several times over; then there is nothing more to learn. */
  within<T>(literal: Expr, look: () => T[]): T[] {
    const depth = this.depths.get(literal) ?? 0;
    if (depth >= MOST) return [];
    this.depths.set(literal, depth + 1);
    try {
      return look();
    } finally {
      if (depth === 0) this.depths.delete(literal);
      else this.depths.set(literal, depth);
    }
  }
}
