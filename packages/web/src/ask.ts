/** Asks the collector, keeps the last answer of each question while it is on the screen, and asks again when events come. */
import { computed, signal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import type { QueryRows } from '@tachograph/collector/queries';

import { queryFilters } from './address.js';
import { liveRevision } from './live.js';

/** One row of any answer; {@link useQuery} gives the row of the query that was asked. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** State of one question. Rows of the last good answer stay while a newer one is under way or has failed. */
export type Answer<Row extends AnyRow> = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Row[];
  /** Whether the rows were ever answered: none of them means zero then, and nothing before. */
  readonly answered: boolean;
  /** Sentence for the viewer; null unless the last attempt failed. */
  readonly error: string | null;
  /** Whether the rows are of the bundled recordings. */
  readonly sample: boolean;
  /** Days that are missing in the sums that the rows come from; 0 when all are there. */
  readonly daysLeft: number;
};

/** Parameters of a query; undefined and empty ones are left out. */
export type QueryParams = Readonly<Record<string, string | number | undefined>>;

type Question = {
  readonly url: string;
  readonly answer: Signal<Answer<AnyRow>>;
  watchers: number;
  /** Whether news make it be asked again. What is over, and choices of filters, need no second look. */
  live: boolean;
  inFlight: boolean;
  /** It was asked before anything on the screen needed it. */
  early: boolean;
  /** Events came while an answer was under way: it may be stale already. */
  again: boolean;
};

const questions = new Map<string, Question>();
const unanswered: Answer<never> = {
  status: 'loading',
  rows: [],
  answered: false,
  error: null,
  sample: false,
  daysLeft: 0,
};

/** Whether the collector shows the bundled recordings: known from any answer. */
export const showsSamples = signal(false);
/** Days that are missing in the sums behind what is on the screen, while those are made anew. */
export const unsummedDays = signal(0);
/** Why nothing can be asked, when that is so for all questions. */
export const connectionTrouble = signal<string | null>(null);

/** Questions that have no answer to show yet. */
const unansweredCount = signal(0);
/** Whether something on the screen still waits for its first answer. */
export const isWaiting = computed(() => unansweredCount.value > 0);

/** Counts a question that is asked in another way than by {@link useQuery} among those that have no answer yet. */
export async function whileWaiting<Value>(answer: Promise<Value>): Promise<Value> {
  unansweredCount.value += 1;
  try {
    return await answer;
  } finally {
    unansweredCount.value -= 1;
  }
}

/** The answer to a query under the filters in force; `extra` are parameters of this query alone and win over filters. */
export function useQuery<Name extends keyof QueryRows>(
  name: Name,
  extra: QueryParams = {},
  options: { readonly live?: boolean } = {},
): Answer<QueryRows[Name]> {
  const url = queryUrl(name, { ...queryFilters.value, ...extra });
  const question = useMemo(() => questionAt(url), [url]);
  useEffect(() => watch(question, options.live ?? true), [question]);
  // The collector makes its rows by the definition that their type is taken from.
  return question.answer.value as Answer<QueryRows[Name]>;
}

/** Asks under the filters in force what a board is about to need: its answer is under way while the board's script is. */
export function askEarly(name: keyof QueryRows): void {
  const question = questionAt(queryUrl(name, queryFilters.value));
  question.early = true;
  void refresh(question);
}

/** Address of a query's answer (`NAME`) or of its SQL (`NAME/sql`); empty parameters are left out. */
export function queryUrl(name: string, params: QueryParams): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `api/queries/${name.split('/').map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** Trouble that passes: nobody answers, or who does is not ready. Asking again is worth it. */
class PassingTrouble extends Error {}

/** Fetches JSON from the collector; throws an Error whose message is a sentence for the viewer. */
export async function fetchJson(url: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...init.headers },
    });
  } catch {
    throw new PassingTrouble('The collector does not answer. Is it still running? This page tries again by itself.');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    connectionTrouble.value = null;
    return body;
  }
  if (response.status === 401) {
    const trouble = 'This browser is not signed in. Open the link that `tacho start` printed (it ends in ?token=…).';
    connectionTrouble.value = trouble;
    throw new Error(trouble);
  }
  const message = errorMessage(body) ?? `The collector answered with status ${response.status}.`;
  throw response.status >= 500 ? new PassingTrouble(message) : new Error(message);
}

function questionAt(url: string): Question {
  const known = questions.get(url);
  if (known !== undefined) return known;
  const question: Question = {
    url,
    answer: signal<Answer<AnyRow>>(unanswered),
    watchers: 0,
    live: true,
    inFlight: false,
    early: false,
    again: false,
  };
  questions.set(url, question);
  return question;
}

function watch(question: Question, live: boolean): () => void {
  // Asked already: for another part of the screen, or before the boards were there.
  const asked = question.watchers > 0 || question.early || question.inFlight;
  question.watchers += 1;
  question.live = live;
  question.early = false;
  questions.set(question.url, question);
  if (!asked) void refresh(question);
  return () => {
    question.watchers -= 1;
    if (question.watchers === 0) forgetOldest();
  };
}

/** Answers kept for the back button; enough for a few pages of ten questions. */
const keptAnswersMax = 60;

function forgetOldest(): void {
  for (const question of questions.values()) {
    if (questions.size <= keptAnswersMax) return;
    if (question.watchers === 0) questions.delete(question.url);
  }
}

async function refresh(question: Question): Promise<void> {
  if (question.inFlight) {
    question.again = true;
    return;
  }
  question.inFlight = true;
  const isFirst = question.answer.value === unanswered;
  if (isFirst) unansweredCount.value += 1;
  try {
    const body = await fetchJson(question.url);
    const { rows, sample, daysLeft } = readAnswer(body);
    question.answer.value = { status: 'ready', rows, answered: true, error: null, sample, daysLeft };
    tellUnsummedDays();
    if (showsSamples.value !== sample) {
      showsSamples.value = sample;
      // The first real event takes the place of the samples: everything on the screen is another's now.
      refreshAll('everything');
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    question.answer.value = { ...question.answer.value, status: 'failed', error: message };
    if (error instanceof PassingTrouble) retryLater(question);
  } finally {
    question.inFlight = false;
    if (isFirst) unansweredCount.value -= 1;
    if (question.again) {
      question.again = false;
      if (question.watchers > 0) void refresh(question);
    }
  }
}

/** News would have it asked again as well; in a quiet time there are none. */
const retryIntervalMs = 5_000;

function retryLater(question: Question): void {
  setTimeout(() => {
    if (question.watchers > 0 && question.answer.value.status === 'failed') void refresh(question);
  }, retryIntervalMs);
}

/** Asks again what news may have changed; the lists at the end of a page first, since they show what is new. */
function refreshAll(which: 'live' | 'everything' = 'live'): void {
  for (const question of [...questions.values()].toReversed()) {
    const { watchers, live, answer } = question;
    if (watchers > 0 && (live || answer.value.daysLeft > 0 || which === 'everything')) void refresh(question);
  }
}

liveRevision.subscribe((revision) => {
  if (revision > 0) refreshAll();
});

function tellUnsummedDays(): void {
  const watched = [...questions.values()].filter(({ watchers }) => watchers > 0);
  unsummedDays.value = Math.max(0, ...watched.map(({ answer }) => answer.value.daysLeft));
}

function readAnswer(body: unknown): { rows: readonly AnyRow[]; sample: boolean; daysLeft: number } {
  if (typeof body !== 'object' || body === null || !('rows' in body) || !Array.isArray(body.rows)) {
    throw new Error(
      'The collector gave an answer that this page cannot read; page and collector may differ in version.',
    );
  }
  // Rows are objects by contract; their fields are read with a check where they are shown.
  return {
    rows: body.rows as AnyRow[],
    sample: 'sample' in body && body.sample === true,
    daysLeft: 'incomplete' in body ? daysLeftOf(body.incomplete) : 0,
  };
}

function daysLeftOf(incomplete: unknown): number {
  if (typeof incomplete !== 'object' || incomplete === null || !('days_left' in incomplete)) return 0;
  return typeof incomplete.days_left === 'number' ? incomplete.days_left : 0;
}

function errorMessage(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return null;
}
