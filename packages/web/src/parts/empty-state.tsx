import { linkWithFilters, address } from '../address.js';

/** Why there is nothing, and what to do about it. */
export type EmptyReason = {
  /** What is not there: "No thread in this period". */
  readonly missing: string;
  /** How to get it. */
  readonly how: string;
  /** Commands that get it: any one of them. */
  readonly commands?: readonly string[];
};

/** Stands where rows would be. */
export function EmptyState({ missing, how, commands = [] }: EmptyReason) {
  const { filters } = address.value;
  const narrowed = Object.keys(filters).some((name) => name !== 'tz') && filters.since !== 'all';
  return (
    <div class="empty">
      <h3>{missing}</h3>
      <p>{how}</p>
      {commands.map((command) => (
        <p key={command}>
          <code>{command}</code>
        </p>
      ))}
      {narrowed && (
        <p>
          Filters are set.{' '}
          <a
            class="text-link"
            href={linkWithFilters({
              since: 'all',
              until: undefined,
              project: undefined,
              client: undefined,
              model: undefined,
              thread_source: undefined,
              account: undefined,
            })}
          >
            Show all time without filters
          </a>
        </p>
      )}
    </div>
  );
}
