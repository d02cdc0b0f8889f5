import { formatValue } from '../format.js';

/** A part of every class, with its colour. */
export type HistogramPart = { readonly label: string; readonly color: string };

/** One class of values and how many of each part it holds. */
export type HistogramClass = {
  readonly label: string;
  /** One count for each part, in the order of `parts`. */
  readonly counts: readonly number[];
};

export type HistogramProps = {
  readonly label: string;
  readonly parts: readonly HistogramPart[];
  readonly classes: readonly HistogramClass[];
  readonly unit: string;
};

/** Of the height of a column; what is left is for the count above it. */
const tallestPercent = 88;

/** How often each class of a size occurs, as columns. */
export function Histogram({ label, parts, classes, unit }: HistogramProps) {
  const most = Math.max(1, ...classes.map((one) => one.counts.reduce((sum, count) => sum + count, 0)));
  return (
    <figure class="histogram" role="img" aria-label={`${label}. The table holds each number.`}>
      <div class="legend">
        {parts.map((part) => (
          <span key={part.label} class="legend-item">
            <i style={{ background: part.color }} aria-hidden="true" />
            {part.label}
          </span>
        ))}
      </div>
      <div class="histogram-columns">
        {classes.map((one) => {
          const sum = one.counts.reduce((all, count) => all + count, 0);
          return (
            <div key={one.label} class="histogram-class">
              <span class="histogram-column">
                {one.counts.map((count, index) => (
                  <i
                    key={parts[index]?.label}
                    title={`${parts[index]?.label ?? ''}: ${formatValue(count, unit)}`}
                    style={{ height: `${(count / most) * tallestPercent}%`, background: parts[index]?.color }}
                  />
                ))}
                {sum > 0 && <span class="histogram-count">{formatValue(sum, unit)}</span>}
              </span>
              <span class="histogram-label">{one.label}</span>
            </div>
          );
        })}
      </div>
    </figure>
  );
}
