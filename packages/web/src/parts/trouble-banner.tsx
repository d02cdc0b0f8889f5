import { connectionTrouble } from '../ask.js';

/** What keeps the whole page from being answered. */
export function TroubleBanner() {
  const trouble = connectionTrouble.value;
  return trouble === null ? null : (
    <div class="banner banner-trouble" role="alert">
      <p>{trouble}</p>
    </div>
  );
}
