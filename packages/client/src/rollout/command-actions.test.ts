import { expect, it } from 'vitest';

import { commandActions } from './command-actions.js';

it.each([
  ['ls -la', ['listFiles']],
  ['cat src/app.py', ['read']],
  ["rg -n 'def ' src", ['search']],
  ['rg --files src', ['listFiles']],
  ['sed -n 1,5p README.md', ['read']],
  ['cd data && cat items.csv', ['read']],
  ['cat README.md && ls src && rg -n total src', ['read', 'listFiles', 'search']],
  ['cat a.txt | head -n 5', ['read']],
  ['python3 src/app.py', ['unknown']],
  ['cat a.txt && make', ['unknown']],
  ['echo data > out.txt', ['unknown']],
  ['cat $(ls)', ['unknown']],
  ["cat 'unclosed", ['unknown']],
  ['', ['unknown']],
])('sorts %j', (command, actions) => {
  expect(commandActions(command)).toEqual(actions);
});
