import { formatSpan, formatTick } from '../format.js';

/** Quantiles of one thing, in milliseconds. */
export type SpreadItem = {
  readonly label: string;
  readonly note: string;
  readonly p50: number | null;
  readonly p95: number | null;
  /** Median of what part of it was waiting. */
  readonly wait: number | null;
};

/** Marks of the scale: the eye counts in these, not in powers of ten. */
const ticksMs = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 360_000_000];

/**
 * From the median to the 95th percentile of spans of time, on one logarithmic scale, so that 50 ms and 90 s can stand
 * together. Lines and dots rather than bars: the length of a bar says nothing on such a scale.
 */
export function Spread({ items, max = 12 }: { readonly items: readonly SpreadItem[]; readonly max?: number }) {
  const longest = Math.max(10, ...items.flatMap((item) => [item.p95 ?? 0, item.wait ?? 0]));
  const end = ticksMs.find((tick) => tick >= longest) ?? longest;
  const place = (ms: number): number => (Math.log10(Math.max(1, ms)) / Math.log10(end)) * 100;
  const ticks = ticksMs.filter((tick) => tick <= end);
  return (
    <div class="spread">
      <div class="legend">
        <span class="legend-item">
          <i class="spread-p50" aria-hidden="true" /> median
        </span>
        <span class="legend-item">
          <i class="spread-range" aria-hidden="true" /> up to the 95th percentile
        </span>
        <span class="legend-item">
          <i class="spread-wait" aria-hidden="true" /> median wait for approval, where one was needed
        </span>
      </div>
      <ul class="bar-list">
        {items.slice(0, max).map((item) => (
          <li key={`${item.label} ${item.note}`}>
            <span class="bar-label" title={`${item.label} ${item.note}`}>
              {item.label} <small>{item.note}</small>
            </span>
            <span class="bar-track spread-track" aria-hidden="true">
              {ticks.map((tick) => (
                <i key={tick} class="spread-grid" style={{ left: `${place(tick)}%` }} />
              ))}
              {item.p50 !== null && item.p95 !== null && (
                <i
                  class="spread-range"
                  style={{ left: `${place(item.p50)}%`, width: `${place(item.p95) - place(item.p50)}%` }}
                />
              )}
              {item.wait !== null && <i class="spread-wait" style={{ left: `${place(item.wait)}%` }} />}
              {item.p50 !== null && <i class="spread-p50" style={{ left: `${place(item.p50)}%` }} />}
            </span>
            <span class="bar-value">
              {item.p50 === null ? '–' : formatSpan(item.p50)}
              <small> / {item.p95 === null ? '–' : formatSpan(item.p95)}</small>
            </span>
          </li>
        ))}
        <li class="spread-scale" aria-hidden="true">
          <span />
          <span class="spread-ticks">
            {ticks.map((tick) => (
              <span key={tick} style={{ left: `${place(tick)}%` }}>
                {formatTick(tick)}
              </span>
            ))}
          </span>
        </li>
      </ul>
      {items.length > max && <p class="panel-note hint">{items.length - max} more in the table.</p>}
    </div>
  );
}
