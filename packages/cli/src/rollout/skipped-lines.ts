import { skippedText, type SkipList } from '@tachograph/client/rollout/history';

/** Reasons that are named one by one; the rest is counted. */
const namedMax = 20;

/** What was left out, by reason, the first ones with their place. */
export function skippedLines(skipped: SkipList): readonly string[] {
  const lines: string[] = [];
  for (const [reason, total] of [...skipped.counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(`skipped ${total}: ${skippedText[reason]}`);
    const named = skipped.first.filter((entry) => entry.reason === reason && reason !== 'copy-of-session');
    for (const { path, byteOffset } of named.slice(0, namedMax)) {
      lines.push(`  ${path}${byteOffset === undefined ? '' : ` at byte ${byteOffset}`}`);
    }
    if (named.length > namedMax) lines.push('  …');
  }
  return lines;
}
