import type { Evidence } from '../../model/system.ts';
import { asDefault } from './environment-values.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import type { Value } from './values.ts';

const ENDINGS = ['json', 'json5', 'yaml', 'yml', 'js', 'ts', 'cjs', 'mjs'];
// What runs in production stands before what developers use.
const INSTANCES = ['production', 'prod', 'default', 'development'];

/**
 * A dotted key of node-config, from the nearest `config` folder above a file: the environment variable that
 * `custom-environment-variables` gives it, then the file of the environment, then the default.
 */
export function nodeConfig(evaluator: Evaluator, key: string, file: string, at: Evidence): Value[] {
  const folder = configFolder(evaluator, file);
  if (folder === undefined) return [];
  const read = (name: string): Value[] => {
    for (const ending of ENDINGS) {
      const path = `${folder}/${name}.${ending}`;
      if (!evaluator.program.files.has(path)) continue;
      let values: Value[] = evaluator.exportValue(path, 'default');
      for (const part of key.split('.')) values = evaluator.member(values, part, at);
      return values.filter((value) => value.t !== 'nil' && value.t !== 'unknown');
    }
    return [];
  };
  const mapped = read('custom-environment-variables');
  const named = [...mapped, ...evaluator.member(mapped, '__name', at)];
  const variables = joinTexts(named).map((name): Value => ({ t: 'text', parts: [{ p: 'env', name, at }] }));
  for (const instance of INSTANCES) {
    const values = read(instance);
    if (values.length > 0) return [...variables, ...values.map(asDefault)];
  }
  return variables;
}

function configFolder(evaluator: Evaluator, file: string): string | undefined {
  const segments = file.split('/');
  for (let length = segments.length - 1; length >= 0; length--) {
    const dir = segments.slice(0, length).join('/');
    const folder = `${dir ? `${dir}/` : ''}config`;
    if (ENDINGS.some((ending) => evaluator.program.files.has(`${folder}/default.${ending}`))) return folder;
  }
  return undefined;
}
