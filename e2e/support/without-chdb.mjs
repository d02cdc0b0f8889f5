// Makes Node behave as where chDB is not installed: `NODE_OPTIONS=--import=…/without-chdb.mjs`, which child processes
// inherit. Plain Node.
import { register } from 'node:module';

const hooks = `
export async function resolve(specifier, context, next) {
  if (/^@?chdb(\\/|$)/.test(specifier)) {
    throw Object.assign(new Error(\`Cannot find package '\${specifier}'\`), { code: 'ERR_MODULE_NOT_FOUND' });
  }
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
