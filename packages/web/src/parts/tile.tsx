import { linkTo } from '../address.js';
import { formatShort, formatValue } from '../format.js';

export type TileProps = {
  readonly label: string;
  /** Undefined while the first answer is under way. */
  readonly value: unknown;
  readonly unit: string;
  /** The same number of the period before; absent when there is none to compare with. */
  readonly before?: unknown;
  /** Whether more is good, bad, or neither. */
  readonly more?: 'good' | 'bad' | 'neutral';
  /** `query.column` that defines the number. */
  readonly definition: string;
  /** Address of the rows behind the number. */
  readonly rows: string;
  readonly note?: string;
};

/** One number with its change against the period before. */
export function Tile({ label, value, unit, before, more = 'neutral', definition, rows, note }: TileProps) {
  const exact = formatValue(value, unit);
  const short = value === undefined ? ' ' : formatShort(value, unit);
  return (
    <div class="tile" data-metric={definition}>
      <p class="tile-label">
        <a href={linkTo('definitions', { at: definition })} title="What this number means">
          {label}
        </a>
      </p>
      <p class="tile-value">
        <a href={rows} title={`${exact}: show the rows`}>
          {short}
        </a>
      </p>
      <p class="tile-foot">
        <Change value={value} before={before} more={more} />
        {note}
      </p>
    </div>
  );
}

function Change({ value, before, more }: Pick<TileProps, 'value' | 'before'> & { readonly more: string }) {
  if (typeof value !== 'number' || typeof before !== 'number' || before === 0) return null;
  const change = (value - before) / before;
  const rounded = Math.round(change * 100);
  if (rounded === 0) return <span class="change">no change</span>;
  const tone = more === 'neutral' ? '' : (more === 'good') === rounded > 0 ? ' change-good' : ' change-bad';
  const text = Math.abs(rounded) > 999 ? `${Math.round(value / before)}×` : `${Math.abs(rounded)}%`;
  return (
    <span class={`change${tone}`} title="against the period before of the same length">
      <span aria-hidden="true">{rounded > 0 ? '▲' : '▼'}</span>
      <span class="visually-hidden">{rounded > 0 ? 'up' : 'down'}</span> {text}
    </span>
  );
}
