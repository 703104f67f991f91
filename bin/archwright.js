#!/usr/bin/env node
import module from 'node:module';
import v8 from 'node:v8';
// Node 22 keeps compiled code between runs; it must be on before the first module of ours is loaded.
module.enableCompileCache?.();
// Node 20 has no compiler between its quickest and its best code. A run of seconds pays for the best one only where it stays long.
if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--interrupt-budget=600000');
const { guardProcess, main } = await import('../dist/cli/main.js');
guardProcess();
await main(process.argv.slice(2));
