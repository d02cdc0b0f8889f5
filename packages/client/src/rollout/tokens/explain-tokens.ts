import { discoverRollouts } from '../discover.js';
import { onePerLog } from '../family/one-per-log.js';
import { openThreadFile } from '../family/thread-file.js';
import type { ThreadFile } from '../family/thread-file.js';
import { withoutCopies } from '../without-copies.js';
import { scanTokens } from './scan-tokens.js';
import { addTokens, noTokens } from './token-use.js';
import type { TokenCounts, TokenPurpose } from './token-use.js';

/** Where the tokens of one thread went. */
export interface TokenExplanation {
  readonly threadId: string;
  /** Its logs: one, and another one for each time that it was taken back to an earlier turn. */
  readonly paths: readonly string[];
  readonly parentThreadId: string | null;
  readonly forkedFromId: string | null;
  /** Everything that its logs hold, replayed or not. */
  readonly held: TokenSlice;
  /** What counts for this thread, by what it was for and the model. */
  readonly counted: readonly (TokenSlice & { readonly purpose: TokenPurpose; readonly model: string | null })[];
  /** What the log repeats from another one, or twice, by why it was told. */
  readonly replayed: readonly (TokenSlice & { readonly why: 'response-id' | 'fork-cut' | 'other-thread' })[];
}

/** A part of the tokens that a log holds. */
export interface TokenSlice {
  readonly uses: number;
  readonly tokens: TokenCounts;
}

/** A session and the threads below it. */
export interface SessionExplanation {
  readonly root: TokenExplanation;
  /** Sub-agents and reviewers, theirs too. */
  readonly below: readonly TokenExplanation[];
  /** All that counts, of the root and the threads below. */
  readonly total: TokenSlice;
}

/** What a search for a session found. */
export type ExplainResult =
  | { readonly status: 'explained'; readonly session: SessionExplanation }
  /** Several threads have an id that begins so. */
  | { readonly status: 'ambiguous'; readonly threadIds: readonly string[] }
  | { readonly status: 'unknown' };

/** Explains the session whose thread id begins with the given text. */
export function explainTokens(paths: readonly string[], session: string): ExplainResult {
  const found = withoutCopies(
    discoverRollouts(paths, () => {}),
    () => {},
  );
  const files = onePerLog(
    found.flatMap((file) => openThreadFile(file.path, () => {}) ?? []),
    () => {},
  );
  const matches = files.map(({ meta }) => meta.threadId).filter((id) => id.startsWith(session));
  const threadIds = [...new Set(matches)];
  const [threadId] = threadIds;
  if (threadId === undefined) return { status: 'unknown' };
  if (threadIds.length > 1) return { status: 'ambiguous', threadIds };
  const explain = (id: string) => explainThread(files.filter(({ meta }) => meta.threadId === id));
  const root = explain(threadId);
  const below = [...new Set(descendants(threadId, files).map(({ meta }) => meta.threadId))].map(explain);
  const slices = [root, ...below].flatMap((one) => one.counted);
  return { status: 'explained', session: { root, below, total: sum(slices) } };
}

function descendants(threadId: string, files: readonly ThreadFile[]): readonly ThreadFile[] {
  const ids = new Set([threadId]);
  const found: ThreadFile[] = [];
  // each round finds one more level; a circle adds nothing
  for (let before = 0; before !== ids.size;) {
    before = ids.size;
    for (const file of files) {
      const { threadId: id, parentThreadId } = file.meta;
      if (parentThreadId === null || !ids.has(parentThreadId) || ids.has(id)) continue;
      ids.add(id);
      found.push(file);
    }
  }
  return found;
}

/** A thread that was taken back to an earlier turn has several logs. */
function explainThread(files: readonly ThreadFile[]): TokenExplanation {
  const counted = new Map<string, TokenExplanation['counted'][number]>();
  const replayed = new Map<string, TokenExplanation['replayed'][number]>();
  for (const { path } of files) {
    scanTokens(path, {
      session: () => {},
      skipped: () => {},
      use({ purpose, model, tokens }) {
        const key = `${purpose} ${model ?? ''}`;
        const old = counted.get(key);
        const uses = (old?.uses ?? 0) + 1;
        counted.set(key, { purpose, model, uses, tokens: addTokens(old?.tokens ?? noTokens, tokens) });
      },
      replayed(tokens, why) {
        const old = replayed.get(why);
        replayed.set(why, { why, uses: (old?.uses ?? 0) + 1, tokens: addTokens(old?.tokens ?? noTokens, tokens) });
      },
    });
  }
  const meta = files[0]?.meta;
  const slices = { counted: [...counted.values()], replayed: [...replayed.values()] };
  return {
    threadId: meta?.threadId ?? '',
    paths: files.map(({ path }) => path),
    parentThreadId: meta?.parentThreadId ?? null,
    forkedFromId: meta?.forkedFromId ?? null,
    held: sum([...slices.counted, ...slices.replayed]),
    ...slices,
  };
}

function sum(slices: readonly TokenSlice[]): TokenSlice {
  return {
    uses: slices.reduce((uses, slice) => uses + slice.uses, 0),
    tokens: slices.reduce((tokens, slice) => addTokens(tokens, slice.tokens), noTokens),
  };
}
