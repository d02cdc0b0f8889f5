import { formatValue } from '../format.js';
import { seriesColor } from './palette.js';

export type HistogramClass = {
  readonly label: string;
  /** One count for each part, in the order of `parts`. */
  readonly counts: readonly number[];
};

export type HistogramProps = {
  readonly label: string;
  readonly parts: readonly string[];
  readonly classes: readonly HistogramClass[];
  readonly unit: string;
};

/** How often each class of a size occurs, as columns. */
export function Histogram({ label, parts, classes, unit }: HistogramProps) {
  const most = Math.max(1, ...classes.map((one) => one.counts.reduce((sum, count) => sum + count, 0)));
  return (
    <figure class="histogram" role="img" aria-label={`${label}. The table holds each number.`}>
      <div class="legend">
        {parts.map((part, index) => (
          <span key={part} class="legend-item">
            <i style={{ background: seriesColor(index) }} aria-hidden="true" />
            {part}
          </span>
        ))}
      </div>
      <div class="histogram-columns">
        {classes.map((one) => {
          const sum = one.counts.reduce((all, count) => all + count, 0);
          return (
            <div key={one.label} class="histogram-class">
              <span class="histogram-count">{sum === 0 ? '' : formatValue(sum, unit)}</span>
              <span class="histogram-column">
                {one.counts.map((count, index) => (
                  <i
                    key={parts[index]}
                    title={`${parts[index]}: ${formatValue(count, unit)}`}
                    style={{ height: `${(count / most) * 100}%`, background: seriesColor(index) }}
                  />
                ))}
              </span>
              <span class="histogram-label">{one.label}</span>
            </div>
          );
        })}
      </div>
    </figure>
  );
}
