import { address, linkWithExtras } from '../address.js';
import { formatValue } from '../format.js';

/** Rows of a list on one page: few enough to draw at once, whatever the store holds. */
const pageRows = 100;

/** The page of a list that the address names, the first one when it names none. */
export function shownPage(): { readonly number: number; readonly limit: number; readonly offset: number } {
  const told = Number(address.value.extras['page'] ?? 1);
  const number = Number.isSafeInteger(told) && told >= 1 ? told : 1;
  return { number, limit: pageRows, offset: (number - 1) * pageRows };
}

export type PagerProps = {
  /** Rows that came for this page. */
  readonly shown: number;
  /** Rows in all; absent where that is not known. */
  readonly total?: number | null | undefined;
};

/** Which rows of a list are shown, and the way to the others. */
export function Pager({ shown, total }: PagerProps) {
  const { number, offset } = shownPage();
  const isLast = typeof total !== 'number' ? shown < pageRows : offset + shown >= total;
  if (number === 1 && isLast) return <p class="panel-foot" />;
  const to = (page: number) => linkWithExtras({ page: page === 1 ? undefined : String(page) });
  return (
    <nav class="panel-foot pager" aria-label="Pages">
      {number > 1 ? <a href={to(number - 1)}>‹ Previous</a> : <span class="quiet">‹ Previous</span>}
      <span>
        {formatValue(offset + 1, '')} to {formatValue(offset + shown, '')}
        {typeof total === 'number' && ` of ${formatValue(total, '')}`}
      </span>
      {isLast ? <span class="quiet">Next ›</span> : <a href={to(number + 1)}>Next ›</a>}
    </nav>
  );
}
