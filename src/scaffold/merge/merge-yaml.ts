import { setInYaml } from '../../io/edit-yaml.ts';
import { insertInYaml, removeFromYaml } from '../../io/splice-yaml.ts';
import { parseYaml } from '../../io/yaml.ts';
import type { DataFormat } from './merge-data.ts';

const FILE = 'merged';

/** YAML of one document. */
export const yaml: DataFormat = {
  read: (text) => parseYaml(FILE, text).value,
  apply: (text, change) => {
    if (change.kind === 'remove') return removeFromYaml(FILE, text, change.path);
    if (change.kind === 'insert') return insertInYaml(FILE, text, change.path, change.value);
    return setInYaml(FILE, text, change.path, change.value);
  },
  lineOf: (text, path) => parseYaml(FILE, text).where(path, true).line,
};
