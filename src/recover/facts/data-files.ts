import { parseYaml, type YamlText } from '../../io/yaml.ts';

/** Whether a file holds a value rather than code: one of the forms in which configuration is written. */
export function isDataFile(file: string): boolean {
  return /\.(?:json5?|ya?ml)$/.test(file);
}

/** A module whose only export is the value of a data file. Throws when YAML does not parse. */
export function moduleOfData(file: string, text: string): string {
  if (!/\.ya?ml$/.test(file)) return `module.exports=${text}`;
  const yaml = parseYaml(file, text, { foreign: true });
  return new OnItsLines(yaml).module();
}

/** Writes a value of YAML as JavaScript in which everything stands in the line that it has in the file. */
class OnItsLines {
  private readonly yaml: YamlText;
  private out = 'module.exports=';
  private line = 1;

  constructor(yaml: YamlText) {
    this.yaml = yaml;
  }

  module(): string {
    this.write(this.yaml.value, []);
    return this.out;
  }

  private write(value: unknown, path: readonly (string | number)[]): void {
    if (value === null || typeof value !== 'object') {
      this.out += JSON.stringify(value) ?? 'null';
      return;
    }
    const isList = Array.isArray(value);
    this.out += isList ? '[' : '{';
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, isList ? Number(key) : key];
      for (const { line } = this.yaml.where(at, !isList); this.line < line; this.line++) this.out += '\n';
      if (!isList) this.out += `${JSON.stringify(key)}:`;
      this.write(inner, at);
      this.out += ',';
    }
    this.out += isList ? ']' : '}';
  }
}
