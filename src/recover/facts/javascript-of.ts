import { ts } from '#typescript';

/** The JavaScript that a TypeScript module stands for, its types left out, not checked. Throws SyntaxError when it does not parse. */
export function javascriptOf(file: string, text: string): string {
  const { ModuleKind, ScriptTarget } = ts;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, verbatimModuleSyntax: true };
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions,
    reportDiagnostics: true,
  });
  const [problem] = diagnostics;
  if (problem === undefined) return outputText;
  const { line = 0 } = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0) ?? {};
  throw new SyntaxError(`${ts.flattenDiagnosticMessageText(problem.messageText, ' ')} (line ${line + 1})`);
}
