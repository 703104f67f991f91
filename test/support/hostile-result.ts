import { lintModel, type LintResult } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import { at, noTimeout, policy, shopModel } from './shop-model.ts';

/** Texts that mean something to a terminal, a shell, a browser or a format, and may stand in the names of an analysed repository. */
export const hostileTexts = {
  markup: `</script><script>alert(1)</script><img src=x onerror="alert('2')">`,
  cdata: ']]> & <!-- --> "quoted" \'single\'',
  lines: 'first\nsecond\r\n::error::third\u2028fourth',
  command: '##[error]stop ::set-output name=a::b % 100%',
  markdown: '| pipe | [link](javascript:alert(1)) `code` ![x](y) @everyone <details>',
  mermaid: 'end"]; click s_a "javascript:alert(1)" --> x',
  emoji: '🛒 カート 購入',
  control: 'bell\u0007 escape\u001B[31mred\u001B[0m null\u0000 half\uD800 turned\u202Eback',
  long: `very-${'long-'.repeat(58)}name`,
  windows: 'C:\\shop\\orders & payment\\app.js',
} as const;

/** The source file of `hostileResult`. */
export const hostileSources = (file: string): string | undefined =>
  file === hostileTexts.windows
    ? `\u001B[2J</script> const x = '\u202E'; // ${hostileTexts.markup}\r\n`.repeat(60)
    : undefined;

/** A system with a circle of calls whose services, paths, targets and reasons hold all of `hostileTexts`. */
export function hostileResult(): LintResult {
  const names = Object.values(hostileTexts);
  const services = Object.fromEntries(names.map((name) => [name, { name }]));
  const model = shopModel({ services });
  const calls = names.map((from, index) => {
    const to = names[(index + 1) % names.length] ?? '';
    const [template] = shopModel({ services: { a: {}, b: {} }, calls: [{ route: 'a → b' }] }).calls;
    return {
      ...template!,
      id: `call ${index}`,
      from,
      to,
      target: `http://${to}/`,
      policy: policy(noTimeout),
      evidence: [{ file: index < 3 ? hostileTexts.windows : from, line: index + 1, column: 7, note: to }],
    };
  });
  const gaps = names.map((reason) => ({ ...at('a.js:1:1'), file: reason, reason }));
  const coverage = { ...model.coverage, gaps, opaqueServices: names };
  const result = lintModel(
    { model: { ...model, name: hostileTexts.markup, calls, coverage }, ignores: [] },
    { settings: defaultSettings, rules, sources: hostileSources },
  );
  const [first] = result.findings;
  return { ...result, suppressed: [{ ...first!, reason: `${hostileTexts.cdata} ${hostileTexts.control}` }] };
}
