import { formatShort, formatValue } from '../format.js';
import { seriesColor } from './palette.js';

export type BarItem = {
  readonly label: string;
  readonly value: number;
  /** What stands behind the number, in muted letters. */
  readonly note?: string;
  readonly href?: string;
  /** Place in the palette; items without one share the first colour. */
  readonly series?: number;
};

export type BarListProps = {
  readonly items: readonly BarItem[];
  readonly unit: string;
  /** Items drawn at most; the table holds the rest. */
  readonly max?: number;
};

/** Amounts as horizontal bars, one under the other. */
export function BarList({ items, unit, max = 12 }: BarListProps) {
  const most = Math.max(0, ...items.map((item) => item.value));
  return (
    <ul class="bar-list">
      {items.slice(0, max).map((item) => (
        <li key={item.label}>
          <span class="bar-label" title={item.label}>
            {item.href === undefined ? item.label : <a href={item.href}>{item.label}</a>}
          </span>
          <span class="bar-track" aria-hidden="true">
            <i
              style={{
                width: `${most === 0 ? 0 : Math.max(0.6, (item.value / most) * 100)}%`,
                background: seriesColor(item.series ?? 0),
              }}
            />
          </span>
          <span class="bar-value" title={formatValue(item.value, unit)}>
            {formatShort(item.value, unit)}
            {item.note !== undefined && <small> {item.note}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
