/** How long a handler has for an event: less than a broker waits for its end, and than a process that stops does. */
export const HANDLER_TIMEOUT_MS = 25_000;

/** A handler came to no end in its time. What it waits for is given up with it, and its transaction is undone. */
export class HandlerTimeout extends Error {
  constructor(type: string, timeoutMs: number) {
    super(`the handler of "${type}" did not end within ${timeoutMs} ms`);
    this.name = 'HandlerTimeout';
  }
}

/** What `work` resolves with, unless `signal` is aborted before: then its reason is thrown, and `work` is not waited for. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
