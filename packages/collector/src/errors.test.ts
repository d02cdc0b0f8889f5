import { expect, test } from 'vitest';

import { traceOf } from './errors.js';
import { withoutQuotes } from './store/engine-errors.js';

test('where an unexpected error came from is told without its message and without folders', () => {
  const error = new SyntaxError('Unexpected token: "my prompt"');
  error.stack = `${error.name}: ${error.message}
    at JSON.parse (<anonymous>)
    at readLine (file:///home/somebody/tachograph/dist/read-line.js:12:7)
    at C:\\Users\\somebody\\dist\\main.js:3:1
    at async Server.<anonymous> (/home/somebody/dist/app.js:70:5)`;
  expect(traceOf(error)).toBe(
    'SyntaxError | readLine read-line.js:12:7 | main.js:3:1 | async Server.<anonymous> app.js:70:5',
  );
  expect(traceOf('my prompt')).toBe('string');
});

test('what the engine quotes of a row does not get into the log', () => {
  expect(withoutQuotes("Cannot parse input: expected '\\t' before: 'my prompt': (at row 1)")).toBe(
    'Cannot parse input: expected …',
  );
  expect(withoutQuotes("Unknown identifier 'secret' in scope")).toBe('Unknown identifier … in scope');
  expect(withoutQuotes('Syntax error: failed at position 9 (secret): secret')).toBe('Syntax error:');
});
