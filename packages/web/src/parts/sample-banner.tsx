import { showsSamples } from '../ask.js';
import { CopyButton } from './copy-button.js';

/** The line that records a Codex session; the same one that `tacho start` prints. */
export const tapLine = 'npx tacho tap -- codex app-server';

/** Says that what is shown are the bundled recordings, and how to see one's own work. */
export function SampleBanner() {
  if (!showsSamples.value) return null;
  return (
    <aside class="banner" aria-label="Samples">
      <p>
        <strong>samples: bundled recordings</strong> Nothing of yours has been recorded yet. Tap Codex, and your own
        sessions take their place:
      </p>
      <p class="command-line">
        <code>{tapLine}</code>
        <CopyButton text={tapLine} />
      </p>
    </aside>
  );
}
