import type { YamlPath, YamlText } from '../io/yaml.ts';
import { codeFrame } from '../util/code-frame.ts';
import { combineUserErrors, UserError } from '../util/user-error.ts';

/** Collects what is wrong with a YAML text, so that all of it is told at once. */
export class Mistakes {
  readonly #yaml: YamlText;
  readonly #found: UserError[] = [];

  constructor(yaml: YamlText) {
    this.#yaml = yaml;
  }

  /** Notes a mistake at the value (or, with `key`, the key) at `path`. */
  add(path: YamlPath, what: string, { help, key = false }: { help?: string | undefined; key?: boolean } = {}): void {
    const span = this.#yaml.span(path, key);
    const where = { file: this.#yaml.file, line: span.line, column: span.column };
    const frame = codeFrame(this.#yaml.text, span);
    this.#found.push(new UserError(what, { where, frame, ...(help !== undefined && { help }) }));
  }

  get count(): number {
    return this.#found.length;
  }

  /** Throws one UserError with all mistakes, ordered by place; does nothing when there are none. */
  throwIfAny(): void {
    const error = combineUserErrors(this.#found);
    if (error) throw error;
  }
}
