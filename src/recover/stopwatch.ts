/** What a recovery did, and how long each phase took. */
export interface Stats {
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
  readonly files: {
    readonly seen: number;
    readonly parsed: number;
    readonly cached: number;
    readonly excluded: number;
  };
}

/** Tells when a phase begins, and measures how long it took. */
export class Stopwatch {
  private readonly onProgress: ((phase: string) => void) | undefined;
  private readonly begun: { name: string; at: number }[] = [];

  constructor({ onProgress }: { readonly onProgress?: (phase: string) => void } = {}) {
    this.onProgress = onProgress;
  }

  async phase(name: string): Promise<void> {
    this.begun.push({ name, at: performance.now() });
    this.tell(name);
    // Gives a terminal the time to show it.
    if (this.onProgress) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Tells how far a phase is. */
  tell(text: string): void {
    this.onProgress?.(text);
  }

  stats(files: Stats['files']): Stats {
    const end = performance.now();
    const phases = this.begun.map(({ name, at }, index) => ({ name, ms: (this.begun[index + 1]?.at ?? end) - at }));
    return { phases, files };
  }
}
