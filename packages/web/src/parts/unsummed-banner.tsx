import { unsummedDays } from '../ask.js';

/** Says that the numbers on the screen still lack something, and that waiting helps. */
export function UnsummedBanner() {
  const days = unsummedDays.value;
  return days === 0 ? null : (
    <aside class="banner" aria-label="Incomplete">
      <p>
        <strong>incomplete: {days === 1 ? '1 day is' : `${days} days are`} not summed yet</strong> The collector sums
        its events anew, as it does after an upgrade. Numbers are too low until it is done; they follow by themselves.
      </p>
    </aside>
  );
}
