/** 95th percentile of the time that a question takes; its first run reads what the others have at hand and does not count. */
export async function p95Ms(ask: () => Promise<unknown>, runs: number): Promise<number> {
  await ask();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const before = performance.now();
    await ask();
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1]!;
}

/** The choice that takes longest. */
export async function slowest<Choice>(
  choices: Readonly<Record<string, Choice>>,
  askMs: (choice: Choice) => Promise<number>,
): Promise<{ readonly ms: number; readonly by: string }> {
  let found = { ms: 0, by: '' };
  for (const [by, choice] of Object.entries(choices)) {
    const ms = await askMs(choice);
    if (ms > found.ms) found = { ms, by };
  }
  return found;
}
