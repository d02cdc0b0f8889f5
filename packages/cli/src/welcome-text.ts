/** A tap for terminals listens here, next to the collector's default port. */
const tapAddress = 'ws://127.0.0.1:4621';

/** What `tacho start` and `tacho serve` print: the link to the page, and the line that taps Codex. */
export function welcomeText(pageLink: string): string {
  return `
Tachograph is at  ${pageLink}

Tap Codex         npx tacho tap -- codex app-server
in a terminal     npx tacho tap --listen ${tapAddress} -- codex app-server
                  codex --remote ${tapAddress}

Ctrl-C ends it.
`;
}
