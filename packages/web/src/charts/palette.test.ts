import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { statusColor } from './status-color.js';

type Rgb = readonly [number, number, number];

const css = readFileSync(new URL('../style/base.css', import.meta.url), 'utf8');

/** Colours of both themes by the name of their variable. */
const themes = { light: new Map<string, Rgb>(), dark: new Map<string, Rgb>() };
for (const [, name = '', light = '', dark = ''] of css.matchAll(
  /--(series-\w+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)/g,
)) {
  themes.light.set(name, linear(light));
  themes.dark.set(name, linear(dark));
}

/** What an eye of each kind makes of light: Machado, Oliveira and Fernandes 2009, at full strength. */
const eyes = {
  'no defect': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

/** Below it, areas that touch are hard to tell apart. */
const distanceMin = 10;

function linear(hex: string): Rgb {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(0), part(2), part(4)];
}

function seenBy(eye: keyof typeof eyes, [r, g, b]: Rgb): Rgb {
  const [x, y, z] = eyes[eye].map((row) => Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b)));
  return [x ?? 0, y ?? 0, z ?? 0];
}

/** CIE L*a*b* under D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(eye: keyof typeof eyes, a: Rgb, b: Rgb): number {
  const [one, other] = [lab(seenBy(eye, a)), lab(seenBy(eye, b))];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Pairs of colours that an eye could take for one another. */
function confused(theme: keyof typeof themes, eye: keyof typeof eyes, names: readonly string[]): readonly string[] {
  const colorOf = (name: string): Rgb => themes[theme].get(name) ?? [0, 0, 0];
  return names.flatMap((a, place) =>
    names.slice(place + 1).flatMap((b) => {
      const far = distance(eye, colorOf(a), colorOf(b));
      return far < distanceMin ? [`${a} and ${b}: ${far.toFixed(1)}`] : [];
    }),
  );
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  describe.each(['no defect', 'protanopia', 'deuteranopia', 'tritanopia'] as const)('an eye with %s', (eye) => {
    test('tells the colours of series apart', () => {
      const names = [...themes[theme].keys()];
      expect(names).toHaveLength(9);
      expect(confused(theme, eye, names)).toEqual([]);
    });

    test.each([
      ['turns', ['completed', 'failed', 'interrupted']],
      ['decisions', ['approved', 'approved_for_session', 'approved_by_rule', 'denied', 'timed_out', 'aborted']],
      ['hooks', ['completed', 'blocked', 'stopped', 'failed']],
    ])('tells the statuses of %s apart', (_, statuses) => {
      const names = statuses.map((status) => /--(series-\w+)/.exec(statusColor(status))?.[1] ?? '');
      expect(confused(theme, eye, names)).toEqual([]);
    });
  });
});
