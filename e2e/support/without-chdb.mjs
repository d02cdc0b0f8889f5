// Makes Node behave as where chDB is not installed: `NODE_OPTIONS=--import=…/without-chdb.mjs`, which child processes
// inherit. Plain Node.
import Module, { register } from 'node:module';

const pattern = /^@?chdb(\/|$)/;
const hooks = `
export async function resolve(specifier, context, next) {
  if (${pattern}.test(specifier)) {
    throw Object.assign(new Error(\`Cannot find package '\${specifier}'\`), { code: 'ERR_MODULE_NOT_FOUND' });
  }
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

// Hooks see imports alone; this is the only place that sees `require`, too.
const name = '_resolveFilename';
const resolveFilename = Module[name];
Module[name] = function resolveWithoutChdb(specifier, ...rest) {
  if (pattern.test(specifier)) {
    throw Object.assign(new Error(`Cannot find module '${specifier}'`), { code: 'MODULE_NOT_FOUND' });
  }
  return resolveFilename.call(this, specifier, ...rest);
};
