/** What must end: the simplest question to the engine, an insert of the loader, a query. */
export type WatchedOperation = 'engine' | 'insert' | 'query';

/** Operations of the engine that must end: each is counted in questions of the collector, not in time. */
export interface Overdue {
  /** Does it; while it goes on it is counted. */
  watch<T>(name: WatchedOperation, questionsMax: number, work: () => Promise<T>): Promise<T>;
  /** Another question has come. Names an operation that has outlasted more of them than it may. */
  question(): WatchedOperation | null;
}

/**
 * Counting questions, since they stop when the whole machine sleeps or all its processes are stopped: an operation is then
 * not overdue when it wakes up.
 */
export function createOverdue(): Overdue {
  const running = new Set<{ readonly name: WatchedOperation; readonly questionsMax: number; questions: number }>();
  return {
    async watch(name, questionsMax, work) {
      const operation = { name, questionsMax, questions: 0 };
      running.add(operation);
      try {
        return await work();
      } finally {
        running.delete(operation);
      }
    },
    question() {
      let overdue: WatchedOperation | null = null;
      for (const operation of running) if (++operation.questions > operation.questionsMax) overdue ??= operation.name;
      return overdue;
    },
  };
}
