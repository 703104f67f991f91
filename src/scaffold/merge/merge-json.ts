import { insertInJson, removeFromJson, setInJson } from '../../io/edit-json.ts';
import { parseJson } from '../../io/json.ts';
import type { DataFormat } from './merge-data.ts';

/** JSON, with the comments and trailing commas that tsconfig.json may have. */
export const json: DataFormat = {
  read: (text) => {
    const { value, problem } = parseJson(text);
    // The parser's objects have no prototype, and would equal nothing.
    return problem === undefined ? (JSON.parse(JSON.stringify(value)) as unknown) : undefined;
  },
  apply: (text, change) => {
    if (change.kind === 'remove') return removeFromJson(text, change.path);
    if (change.kind === 'insert') return insertInJson(text, change.path, change.value);
    return setInJson(text, change.path, change.value, change.after);
  },
  lineOf: (text, path) => parseJson(text).where(path, true).line,
};
