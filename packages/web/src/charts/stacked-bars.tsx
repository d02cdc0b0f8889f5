import { formatShort, formatValue } from '../format.js';
import { seriesColor } from './palette.js';

/** One bar; its values stand in the order of the parts. */
export type StackedBar = {
  readonly label: string;
  /** One amount for each part, in the order of `parts`. */
  readonly values: readonly number[];
  readonly note?: string;
  /** Address of the rows behind the number. */
  readonly href?: string;
};

export type StackedBarsProps = {
  readonly parts: readonly string[];
  /** Colour of a part; absent: by its place. */
  readonly color?: (part: string) => string;
  readonly bars: readonly StackedBar[];
  readonly unit: string;
};

/** Amounts that consist of parts, as horizontal bars. */
export function StackedBars({ parts, bars, unit, color }: StackedBarsProps) {
  const colors = parts.map((part, index) => color?.(part) ?? seriesColor(index));
  const hasNotes = bars.some((bar) => bar.note !== undefined);
  const sums = bars.map((bar) => bar.values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(0, ...sums);
  return (
    <div class="stacked-bars">
      <div class="legend">
        {parts.map((part, index) => (
          <span key={part} class="legend-item">
            <i style={{ background: colors[index] }} aria-hidden="true" />
            {part}
          </span>
        ))}
      </div>
      <ul class={hasNotes ? 'bar-list bar-list-notes' : 'bar-list'}>
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
                  style={{ width: `${most === 0 ? 0 : (value / most) * 100}%`, background: colors[index] }}
                />
              ))}
            </span>
            <span class="bar-value">
              {bar.href === undefined ? (
                formatShort(sums[place], unit)
              ) : (
                <a href={bar.href} title={`${formatValue(sums[place], unit)}: show the rows`}>
                  {formatShort(sums[place], unit)}
                </a>
              )}
            </span>
            {hasNotes && <small class="bar-note">{bar.note}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function describe(parts: readonly string[], bar: StackedBar, unit: string): string {
  return parts.map((part, index) => `${part} ${formatValue(bar.values[index], unit)}`).join(', ');
}
