'use strict';
// The parser that ts-morph brings along, without ts-morph itself: Node would read through megabytes of it for names to import.
const { createRequire } = require('node:module');

/** The compiler of the package that ts-morph is built on; by way of ts-morph where that package looks different one day. */
function load() {
  try {
    return createRequire(require.resolve('ts-morph'))('@ts-morph/common/dist/typescript.js');
  } catch {
    return require('ts-morph').ts;
  }
}

exports.ts = load();
