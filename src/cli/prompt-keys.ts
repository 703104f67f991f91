/** What a prompt came to: an answer, or a key that was pressed instead. */
export type Pressed<T, Key extends string> = { readonly value: T } | { readonly key: Key };

/** What a prompt takes besides its settings. `clearPromptOnDone` is read at the end, so it can still change. */
interface PromptContext {
  readonly signal: AbortSignal;
  clearPromptOnDone: boolean;
}

/** Shows a prompt that also ends, and disappears, when one of `keys` is pressed. Ctrl-C throws as the prompt does. */
export async function promptOrKey<T, Key extends string>(
  prompt: (context: PromptContext) => Promise<T>,
  keys: readonly Key[],
): Promise<Pressed<T, Key>> {
  const controller = new AbortController();
  const context = { signal: controller.signal, clearPromptOnDone: false };
  let pressed: Key | undefined;
  const listen = (character: string | undefined): void => {
    pressed ??= keys.find((key) => key === character);
    if (pressed === undefined) return;
    context.clearPromptOnDone = true;
    controller.abort();
  };
  process.stdin.on('keypress', listen);
  try {
    return { value: await prompt(context) };
  } catch (error) {
    if (pressed !== undefined) return { key: pressed };
    throw error;
  } finally {
    process.stdin.off('keypress', listen);
  }
}
