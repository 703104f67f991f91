/** A piece of SQL: a word or an unquoted name, in lower case; a quoted name, as it is written; or a sign. */
export interface Token {
  readonly kind: 'word' | 'name' | 'sign';
  readonly text: string;
}

const PIECE =
  /--[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\]|''|\\.)*'|"((?:[^"]|"")*)"|`([^`]*)`|\[([A-Za-z_][\w $]*)\]|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|\S/g;
const MOST = 4000;

/** The pieces of SQL text, without comments, texts and space. */
export function sqlTokens(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(PIECE)) {
    const [piece, double, back, bracket, word] = match;
    const name = double ?? back ?? bracket;
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() });
    else if (!/^(?:--|\/\*|')/.test(piece)) tokens.push({ kind: 'sign', text: piece });
    if (tokens.length >= MOST) break;
  }
  return tokens;
}
