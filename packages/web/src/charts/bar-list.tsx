import { formatShort, formatValue } from '../format.js';

/** One bar, with where its rows are. */
export type BarItem = {
  readonly label: string;
  readonly value: number;
  /** What stands behind the number, in muted letters. */
  readonly note?: string;
  /** Address of the rows behind the number. */
  readonly href?: string;
  /** Items without one share the first colour. */
  readonly color?: string;
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
  const hasNotes = items.some((item) => item.note !== undefined);
  return (
    <>
      <ul class={hasNotes ? 'bar-list bar-list-notes' : 'bar-list'}>
        {items.slice(0, max).map((item) => (
          <li key={item.label}>
            <span class="bar-label" title={item.label}>
              {item.label}
            </span>
            <span class="bar-track" aria-hidden="true">
              <i
                style={{
                  width: `${most === 0 ? 0 : Math.max(0.6, (item.value / most) * 100)}%`,
                  background: item.color ?? 'var(--series-1)',
                }}
              />
            </span>
            <span class="bar-value" title={formatValue(item.value, unit)}>
              {item.href === undefined ? (
                formatShort(item.value, unit)
              ) : (
                <a href={item.href} title={`${formatValue(item.value, unit)}: show the rows`}>
                  {formatShort(item.value, unit)}
                </a>
              )}
            </span>
            {hasNotes && <small class="bar-note">{item.note}</small>}
          </li>
        ))}
      </ul>
      {items.length > max && <p class="panel-note hint">{items.length - max} more in the table.</p>}
    </>
  );
}
