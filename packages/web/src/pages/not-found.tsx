import { linkTo } from '../address.js';

/** Shown for an address that names no page. */
export function NotFoundPage() {
  return (
    <section class="empty">
      <h2>No such page</h2>
      <p>
        The address names a page that does not exist.{' '}
        <a class="text-link" href={linkTo('overview')}>
          Go to the overview
        </a>
      </p>
    </section>
  );
}
