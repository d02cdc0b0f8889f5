import { discoverRollouts } from '../discover.js';
import { openThreadFile } from '../family/thread-file.js';
import type { ThreadFile } from '../family/thread-file.js';
import { withoutCopies } from '../without-copies.js';
import { scanTokens } from './scan-tokens.js';
import { addTokens, noTokens } from './token-use.js';
import type { TokenCounts, TokenPurpose } from './token-use.js';

/** Where the tokens of one log went. */
export interface TokenExplanation {
  readonly threadId: string;
  readonly path: string;
  readonly parentThreadId: string | null;
  readonly forkedFromId: string | null;
  /** Everything that the log holds, replayed or not. */
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

/** Explains the session whose thread id begins with the given text; null when no log has it. */
export function explainTokens(paths: readonly string[], session: string): SessionExplanation | null {
  const found = withoutCopies(
    discoverRollouts(paths, () => {}),
    () => {},
  );
  const files = found.flatMap((file) => openThreadFile(file.path, () => {}) ?? []);
  const file = files.find(({ meta }) => meta.threadId.startsWith(session));
  if (file === undefined) return null;
  const root = explainFile(file);
  const below = descendants(file.meta.threadId, files).map(explainFile);
  const slices = [root, ...below].flatMap((one) => one.counted);
  return { root, below, total: sum(slices) };
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

function explainFile({ path, meta }: ThreadFile): TokenExplanation {
  const counted = new Map<string, TokenExplanation['counted'][number]>();
  const replayed = new Map<string, TokenExplanation['replayed'][number]>();
  scanTokens(path, {
    session: () => {},
    skipped: () => {},
    use({ purpose, model, tokens }) {
      const key = `${purpose} ${model ?? ''}`;
      const old = counted.get(key);
      counted.set(key, {
        purpose,
        model,
        uses: (old?.uses ?? 0) + 1,
        tokens: addTokens(old?.tokens ?? noTokens, tokens),
      });
    },
    replayed(tokens, why) {
      const old = replayed.get(why);
      replayed.set(why, { why, uses: (old?.uses ?? 0) + 1, tokens: addTokens(old?.tokens ?? noTokens, tokens) });
    },
  });
  const { threadId, parentThreadId, forkedFromId } = meta;
  const slices = { counted: [...counted.values()], replayed: [...replayed.values()] };
  return {
    threadId,
    path,
    parentThreadId,
    forkedFromId,
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
