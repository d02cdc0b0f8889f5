import { trafficLimits } from '../../limits.js';
import { behaviourOf } from '../../protocol/index.js';
import { evictOldest } from './evict-oldest.js';
import type { KeptThread } from './state.js';
import type { TrafficThread } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

const nothing: KeptThread = { originator: null, reasoningSummary: null, personality: null, collaborationMode: null };

/** Notes what a thread keeps over the server's runs. */
export function keepThread({ state: { kept } }: TrafficContext, threadId: string, part: Partial<KeptThread>): void {
  const known = kept.get(threadId) ?? nothing;
  kept.delete(threadId);
  kept.set(threadId, { ...known, ...part });
  evictOldest(kept, trafficLimits.threadsMax);
}

/** A run of the server is over: the settings that its threads had are kept, by versions that do. */
export function keepSettings(ctx: TrafficContext, { threadId, wireVersion, ephemeral, settings }: TrafficThread): void {
  if (ephemeral || !behaviourOf(wireVersion).settingsKept) return;
  const { reasoningSummary, personality = null, collaborationMode } = settings;
  keepThread(ctx, threadId, { reasoningSummary, personality, collaborationMode });
}

/** The server has unloaded a thread: whoever resumes it gets what is kept. */
export function unloadThread(ctx: TrafficContext, thread: TrafficThread): void {
  keepSettings(ctx, thread);
  ctx.state.threads.delete(thread.threadId);
}
