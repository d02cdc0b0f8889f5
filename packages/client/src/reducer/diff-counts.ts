/**
 * Counts the lines of a git diff as the real Codex does, oddities included: a hunk, once begun, ends only with the next
 * `diff --git `, so that the `+++ ` of a second file without that header counts as an added line; and a `+` outside of any
 * hunk counts too. Works on positions: a diff can be large, and it comes again after every patch.
 */
export function countDiffLines(diff: string): { added: number; deleted: number } {
  let added = 0;
  let deleted = 0;
  let inHunk = false;
  for (let from = 0; from <= diff.length;) {
    const newline = diff.indexOf('\n', from);
    const end = newline < 0 ? diff.length : newline;
    switch (diff.charCodeAt(from)) {
      case plus:
        if (inHunk || !diff.startsWith('+++ ', from)) added++;
        break;
      case minus:
        if (inHunk || !diff.startsWith('--- ', from)) deleted++;
        break;
      case at:
        if (diff.startsWith('@@ ', from)) inHunk = true;
        break;
      case letterD:
        if (diff.startsWith('diff --git ', from)) inHunk = false;
        break;
    }
    if (newline < 0) break;
    from = end + 1;
  }
  return { added, deleted };
}

const plus = 0x2b;
const minus = 0x2d;
const at = 0x40;
const letterD = 0x64;
