import { formatShort, formatValue } from '../format.js';
import { seriesColor } from './palette.js';

export type StackedBar = {
  readonly label: string;
  /** One amount for each part, in the order of `parts`. */
  readonly values: readonly number[];
  readonly note?: string;
};

export type StackedBarsProps = {
  readonly parts: readonly string[];
  readonly bars: readonly StackedBar[];
  readonly unit: string;
};

/** Amounts that consist of parts, as horizontal bars. */
export function StackedBars({ parts, bars, unit }: StackedBarsProps) {
  const sums = bars.map((bar) => bar.values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(0, ...sums);
  return (
    <div class="stacked-bars">
      <div class="legend">
        {parts.map((part, index) => (
          <span key={part} class="legend-item">
            <i style={{ background: seriesColor(index) }} aria-hidden="true" />
            {part}
          </span>
        ))}
      </div>
      <ul class="bar-list">
        {bars.map((bar, place) => (
          <li key={bar.label}>
            <span class="bar-label" title={bar.label}>
              {bar.label}
            </span>
            <span class="bar-track" role="img" aria-label={describe(parts, bar, unit)}>
              {bar.values.map((value, index) => (
                <i
                  key={parts[index]}
                  title={`${parts[index]}: ${formatValue(value, unit)}`}
                  style={{ width: `${most === 0 ? 0 : (value / most) * 100}%`, background: seriesColor(index) }}
                />
              ))}
            </span>
            <span class="bar-value">
              {formatShort(sums[place], unit)}
              {bar.note !== undefined && <small> {bar.note}</small>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function describe(parts: readonly string[], bar: StackedBar, unit: string): string {
  return parts.map((part, index) => `${part} ${formatValue(bar.values[index], unit)}`).join(', ');
}
