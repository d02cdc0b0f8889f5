import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

import { silentLogger, startCollector } from '@tachograph/collector';

const linesPerPost = 500;

/** Delivers the lines of a file to a collector on a folder, and closes it when its store has them all. */
export async function fillData(linesPath: string, dataDir: string): Promise<void> {
  const collector = await startCollector({ dataDir, port: 0, logger: silentLogger });
  const post = async (lines: readonly string[]): Promise<void> => {
    const answer = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${collector.token}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    const { results } = (await answer.json()) as {
      readonly results: readonly { readonly status: string; readonly reason: string | null }[];
    };
    const refused = results.find((result) => result.status !== 'accepted');
    if (refused !== undefined) throw new Error(`the collector says ${refused.status}: ${refused.reason}`);
  };
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(linesPath) })) {
    lines.push(line);
    if (lines.length < linesPerPost) continue;
    await post(lines);
    lines = [];
  }
  if (lines.length > 0) await post(lines);
  await collector.caughtUp();
  await collector.close();
}
