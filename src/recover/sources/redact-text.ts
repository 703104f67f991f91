/** True for a name whose value is a secret, as far as a name can tell. */
export function isSecretName(name: string): boolean {
  return /passw(?:or)?d|passphrase|pwd\b|_pwd|secret|credential|private[-_]?key|api[-_]?key|access[-_]?key|account[-_]?key|encryption[-_]?key|signing[-_]?key|master[-_]?key|license[-_]?key|webhook|(?:^|[-_.])(?:pass|pw|salt|dsn|jwt)(?:$|[-_.])|(?:^|[a-z\d]|[-_.])tokens?$/i.test(
    name,
  );
}

// Tokens of known services, by their shape.
const TOKENS =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{20,}|xox[abposr]-[\w-]{10,}|(?:sk|rk|pk)_(?:live|test)_\w{10,}|sk-[\w-]{20,}|A[KS]IA[A-Z\d]{16}|AIza[\w-]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g;

/** A text without what gives access: credentials and secret parameters in URLs, tokens of known shape. Everything else keeps its place. */
export function redactText(text: string): string {
  return text
    .replace(/(:\/\/)([^\s/@'"`<>?#]+)(?=@)/g, (_, start: string, user: string) => start + maskLiterals(user))
    .replace(
      /([?&](?:[\w.-]*(?:password|passwd|secret|token|sig|signature|api[-_]?key|access[-_]?key))=)([^&\s'"`#]+)/gi,
      (_, start: string, value: string) => start + maskLiterals(value),
    )
    .replace(TOKENS, mask);
}

/** A manifest without the values of secrets. Lines and columns of everything else stay as they are. */
export function redactManifest(file: string, text: string): string {
  const plain = redactText(text).replace(
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----)([^]*?)(-----END|$(?![^]))/g,
    (_, start: string, key: string, end: string) => start + mask(key) + end,
  );
  // In a command, a word ends at a space; elsewhere a value may go on to the end of its line.
  const { assigned, pair } = /\.(?:ba)?sh$|(?:^|\/|\.)(?:Docker|Make|Proc)file[^/]*$/i.test(file)
    ? IN_COMMANDS
    : IN_VALUES;
  const named = [assigned, pair, ENVIRONMENT].reduce((before, pattern) => before.replace(pattern, maskNamed), plain);
  return /\.ya?ml$/.test(file) ? redactKubernetesSecrets(named) : named;
}

function maskNamed(whole: string, before: string, name: string, between: string, value: string): string {
  return isSecretName(name) ? before + name + between + maskValue(value) : whole;
}

const QUOTED = String.raw`"(?:\\.|[^"\\\n])*"|'[^'\n]*'`;
const REFERENCE = String.raw`\$\{[^}\n]{0,200}\}`;

/** `NAME=value`, `name: value`, `"name": "value"`; and `- name: NAME` with `value: …` below it. */
function patterns(plain: string): { assigned: RegExp; pair: RegExp } {
  const value = `(${QUOTED}|${plain})`;
  return {
    assigned: new RegExp(String.raw`(^|[\s{,;"']-{0,2})([A-Za-z_][\w.-]{0,80})(["']?[ \t]*[=:][ \t]*)${value}`, 'gm'),
    pair: new RegExp(
      String.raw`(\bname:[ \t]*["']?)([A-Za-z_][\w.-]{0,80})(["']?[ \t]*\r?\n[ \t]*value:[ \t]*)${value}`,
      'gm',
    ),
  };
}

const IN_COMMANDS = patterns(String.raw`(?:${REFERENCE}|[^\s'"])+`);
const IN_VALUES = patterns(
  String.raw`(?:${REFERENCE}|[^\s'"{\[,}])(?:${REFERENCE}|[^\n,}])*?(?=[ \t]*(?:\r?$|[ \t]#|,|\}))`,
);
/** `ENV NAME the rest of the line` */
const ENVIRONMENT = /^([ \t]*(?:ENV|ARG)[ \t]+)([A-Za-z_][\w.-]{0,80})([ \t]+)([^\n=]+)$/gm;

// A reference says where a secret comes from, a URL where something is: only what is a secret itself goes.
function maskValue(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  const inner = quote === '' ? value : value.slice(1, -1);
  if (/^(?:true|false|null|yes|no|on|off|\d{1,5}|)$/i.test(inner.trim())) return value;
  const address = /^([a-z][a-z\d+.-]*:\/\/[^\s/?#]+)([^]*)$/i.exec(inner);
  if (address) return quote + (address[1] ?? '') + maskLiterals(address[2] ?? '') + quote;
  return quote + maskLiterals(inner) + quote;
}

/** Masks what is written out; `${NAME}`, `$NAME` and `{{ template }}` stay. */
function maskLiterals(text: string): string {
  return text.replace(
    /(\$\{[^}]*\}|\$\(?[A-Za-z_]\w*\)?|\{\{[^]*?\}\}|%[A-Z_]\w*%|<[\w-]+>)|[^$%<{]+|[^]/g,
    (piece, kept?: string) => (kept === undefined ? mask(piece) : withoutDefault(kept)),
  );
}

// `${DB_PASSWORD:-hunter2}`
function withoutDefault(reference: string): string {
  return reference.replace(
    /^(\$\{\w+:?[-?+])([^}]*)\}$/,
    (_, start: string, value: string) => `${start}${mask(value)}}`,
  );
}

// One letter for each: what stands behind keeps its column.
function mask(text: string): string {
  return text.replace(/[^\s:/@.,&=?-]/g, 'x');
}

/** Every value under `data` and `stringData` of a Kubernetes Secret. */
function redactKubernetesSecrets(text: string): string {
  return text
    .split(/^(?=---)/m)
    .map((document) => (/^kind:[ \t]*["']?(?:Sealed)?Secret\b/m.test(document) ? redactData(document) : document))
    .join('');
}

function redactData(document: string): string {
  let isData = false;
  return document
    .split('\n')
    .map((line) => {
      if (/^\S/.test(line)) isData = /^(?:data|stringData|encryptedData):/.test(line);
      const [, start = '', value = ''] = /^(\s+[\w."'-]+:[ \t]*|\s+)(.*)$/.exec(line) ?? [];
      return isData && start !== '' ? start + maskValue(value) : line;
    })
    .join('\n');
}
