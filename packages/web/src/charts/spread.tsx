import { formatSpan } from '../format.js';

export type SpreadItem = {
  readonly label: string;
  readonly note: string;
  readonly p50: number | null;
  readonly p95: number | null;
  /** Median of what part of it was waiting. */
  readonly wait: number | null;
};

/** Median and 95th percentile of spans of time on one logarithmic scale, so that 50 ms and 90 s can stand together. */
export function Spread({ items, max = 12 }: { readonly items: readonly SpreadItem[]; readonly max?: number }) {
  const longest = Math.max(10, ...items.flatMap((item) => [item.p95 ?? 0, item.wait ?? 0]));
  const place = (ms: number): string => `${(Math.log10(Math.max(1, ms)) / Math.log10(longest)) * 100}%`;
  return (
    <div class="spread">
      <div class="legend">
        <span class="legend-item">
          <i class="spread-p50" aria-hidden="true" /> median
        </span>
        <span class="legend-item">
          <i class="spread-p95" aria-hidden="true" /> up to the 95th percentile
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
              {item.p95 !== null && <i class="spread-p95" style={{ width: place(item.p95) }} />}
              {item.p50 !== null && <i class="spread-p50" style={{ width: place(item.p50) }} />}
              {item.wait !== null && <i class="spread-wait" style={{ left: place(item.wait) }} />}
            </span>
            <span class="bar-value">
              {item.p50 === null ? '–' : formatSpan(item.p50)}
              <small> / {item.p95 === null ? '–' : formatSpan(item.p95)}</small>
            </span>
          </li>
        ))}
      </ul>
      <p class="hint spread-scale">The scale is logarithmic, from 1 ms to {formatSpan(longest)}.</p>
    </div>
  );
}
