import { keyOf, type Value } from './values.ts';

/** What frameworks give to functions that nobody in the repository calls: their receiver and their arguments. */
export class Given {
  private readonly selves = new Map<string, Map<string, Value>>();
  private readonly parameters = new Map<string, Map<string, Value>>();

  self(file: string, f: number, value: Value): void {
    put(this.selves, `${file}#${f}`, value);
  }

  parameter(file: string, f: number, i: number, value: Value): void {
    put(this.parameters, `${file}#${f}.${i}`, value);
  }

  /** Functions that are given a receiver, and parameters that are given something; both as `file#function`. */
  keys(): string[] {
    return [...this.selves.keys(), ...this.parameters.keys()];
  }

  selfOf(file: string, f: number): Value[] {
    return [...(this.selves.get(`${file}#${f}`)?.values() ?? [])];
  }

  parameterOf(file: string, f: number, i: number): Value[] {
    return [...(this.parameters.get(`${file}#${f}.${i}`)?.values() ?? [])];
  }
}

function put(map: Map<string, Map<string, Value>>, key: string, value: Value): void {
  const known = map.get(key) ?? new Map<string, Value>();
  known.set(keyOf(value), value);
  map.set(key, known);
}
