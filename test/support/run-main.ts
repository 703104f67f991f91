import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

/** Runs the command line in this process and gives what it wrote and its exit status. */
export async function runMain(...argv: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk: string | Uint8Array) => {
      written[stream] += String(chunk);
      return true;
    }),
  );
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await main(argv);
    return { status: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
