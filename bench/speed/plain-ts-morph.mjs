// What an analyser costs that wraps every node: ts-morph over all files, visiting each call.
import { Project, SyntaxKind } from 'ts-morph';
import { sourcesOf } from './corpus.mjs';

const project = new Project({
  skipAddingFilesFromTsConfig: true,
  skipFileDependencyResolution: true,
  compilerOptions: { allowJs: true, noLib: true, noResolve: true },
});
let calls = 0;
for (const file of sourcesOf(process.argv[2]).files) {
  project.addSourceFileAtPath(file).forEachDescendant((node) => {
    if (node.getKind() === SyntaxKind.CallExpression && node.getText().length > 0) calls++;
  });
}
console.log(`${calls} calls`);
