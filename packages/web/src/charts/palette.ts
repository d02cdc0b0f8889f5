/** Colours of series: distinct for the common kinds of colour blindness, with the same order in both themes (style/base.css). */
const seriesCount = 8;

/** CSS variable of the n-th series; after the last colour the rest share grey, for which charts keep "other". */
export function seriesColor(index: number): string {
  return index < seriesCount ? `var(--series-${index + 1})` : 'var(--series-other)';
}

/** A CSS variable as the colour it stands for now, which a canvas needs. */
export function resolveColor(color: string, element: Element): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  return name === undefined ? color : getComputedStyle(element).getPropertyValue(name).trim();
}
