import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeTokens } from '../records/settings-records.js';
import { countsIn } from './byte-values.js';

const none = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};
const names = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
];

/** The counts of an object inside of a line. */
function counts(object: string) {
  const line = Buffer.from(`{"usage":${object},"input_tokens":1000000}`);
  return countsIn(line, '{"usage":{'.length, line.length);
}

describe('counts cut out of the bytes of a line', () => {
  it('are read in any order, and what is not named is 0', () => {
    expect(counts('{"output_tokens":7,"total_tokens":1007,"input_tokens":1000}')).toEqual({
      ...none,
      inputTokens: 1000,
      outputTokens: 7,
    });
    expect(counts('{}')).toEqual(none);
  });

  it('are not taken from names of the same length', () => {
    const others = names.map((name) => `"${name.replace('tokens', 'tokenz')}":9`);
    expect(counts(`{"image_tokens":5,${others.join(',')},"input_tokens":3}`)).toEqual({ ...none, inputTokens: 3 });
  });

  it('are found behind values that are no whole numbers', () => {
    const odd = '"cost":0.25,"tier":"a \\"}","by_kind":{"input_tokens":8,"text":[1]},"cached_input_tokens":null';
    expect(counts(`{${odd},"input_tokens":3,"output_tokens":2}`)).toEqual({ ...none, inputTokens: 3, outputTokens: 2 });
  });

  it('equal those of the parsed object, whatever it holds', () => {
    const name = fc.oneof(fc.constantFrom(...names, 'total_tokens'), fc.string());
    const value = fc.oneof(fc.nat(), fc.nat(), fc.jsonValue());
    fc.assert(
      fc.property(fc.dictionary(name, value), (object) => {
        const text = JSON.stringify(object);
        expect(decodeTokens(JSON.parse(text))).toMatchObject(counts(text));
      }),
    );
  });
});
