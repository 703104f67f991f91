#!/usr/bin/env node
import module from 'node:module';
// Node 22 keeps compiled code between runs; it must be on before the first module of ours is loaded.
module.enableCompileCache?.();
const { guardProcess, main } = await import('../dist/cli/main.js');
guardProcess();
await main(process.argv.slice(2));
