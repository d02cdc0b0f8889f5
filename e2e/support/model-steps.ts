/** What the scripted model counts for one answer, in the words of the Responses API. */
export type Usage = {
  readonly input: number;
  readonly cached?: number;
  readonly output: number;
  readonly reasoning?: number;
};

/** One thing that the scripted model does in an answer. */
export type ModelStep =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'shell'; readonly command: string }
  | { readonly kind: 'applyPatch'; readonly patch: string }
  | { readonly kind: 'httpError'; readonly status: number; readonly message: string }
  | { readonly kind: 'streamFailure'; readonly code: string; readonly message: string }
  | { readonly kind: 'hang' };

/** One answer of the model: its steps in order, and what it says it used. */
export type ModelAnswer = { readonly steps: readonly ModelStep[]; readonly usage: Usage };

/** What the model answers, request by request, while the newest prompt is the given one. */
export type ModelRule = { readonly prompt: string; readonly answers: readonly ModelAnswer[] };

/** An answer that is made of `steps`. */
export function answer(usage: Usage, ...steps: readonly ModelStep[]): ModelAnswer {
  return { steps, usage };
}

/** The model says `text`; with no other step this ends the turn. */
export const say = (text: string): ModelStep => ({ kind: 'say', text });

/** The model calls its shell tool. */
export const shell = (command: string): ModelStep => ({ kind: 'shell', command });

/** The model edits files in the patch language of Codex. */
export const applyPatch = (patch: string): ModelStep => ({ kind: 'applyPatch', patch });

/** The request is answered by an HTTP error instead of a stream. */
export const httpError = (status: number, message: string): ModelStep => ({ kind: 'httpError', status, message });

/** The stream begins and then reports that the response failed. */
export const streamFailure = (code: string, message: string): ModelStep => ({ kind: 'streamFailure', code, message });

/** The stream begins and then says nothing more, until the client leaves. */
export const hang: ModelStep = { kind: 'hang' };
