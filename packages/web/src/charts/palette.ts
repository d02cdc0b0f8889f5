/** Colours of series: distinct for the common kinds of colour blindness, with the same order in both themes (style/base.css). */
const seriesCount = 8;

/** CSS variable of the n-th series; after the last colour the rest share grey, for which charts keep "other". */
export function seriesColor(index: number): string {
  return index < seriesCount ? `var(--series-${index + 1})` : 'var(--series-other)';
}

/** A CSS colour as the one it stands for now, which a canvas needs: only an element on the page knows the theme. */
export function resolveColor(color: string, element: Element): string {
  const probe = element.ownerDocument.createElement('i');
  probe.style.color = color;
  element.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
