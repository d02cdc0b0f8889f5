import { describe, expect, test } from 'vitest';

import { createHandTicker } from '../testing/hand-ticker.js';
import { watchStore, type Hang } from './store-watch.js';

function watched() {
  const hand = createHandTicker();
  const hangs: Hang[] = [];
  let asked = 0;
  const watch = watchStore({
    ticker: hand.ticker,
    silentTicksMax: 3,
    ask: () => void asked++,
    onHang: (why) => void hangs.push(why),
  });
  return { ...hand, watch, hangs, asked: () => asked };
}

describe('the watch over a store', () => {
  test('goes on for ever while its questions are answered, however late', () => {
    const { tick, watch, hangs, asked } = watched();
    for (let i = 0; i < 50; i++) {
      tick(1 + (i % 3));
      watch.answered(null);
    }
    expect(hangs).toEqual([]);
    expect(asked()).toBe(50);
  });

  test('puts one question at a time, and gives up once after so many ticks without an answer', () => {
    const { tick, watch, hangs, asked } = watched();
    tick(3);
    expect([asked(), watch.isHeard(), hangs]).toEqual([1, false, []]);
    tick(10);
    watch.answered('insert');
    expect([asked(), hangs]).toEqual([1, ['silent']]);
  });

  test('sends nobody to a store that has fallen silent, and again when it is heard', () => {
    const { tick, watch } = watched();
    tick(2);
    expect(watch.isHeard()).toBe(true);
    tick();
    expect(watch.isHeard()).toBe(false);
    watch.answered(null);
    expect(watch.isHeard()).toBe(true);
  });

  test('gives up a store that answers, but whose engine does not end what it began', () => {
    const { tick, watch, hangs } = watched();
    tick();
    watch.answered('engine');
    expect(hangs).toEqual(['engine']);
    expect(watch.isHeard()).toBe(false);
  });

  test('gives up nobody once it has stopped', () => {
    const { tick, watch, hangs } = watched();
    tick();
    watch.stop();
    tick(10);
    expect(hangs).toEqual([]);
  });
});
