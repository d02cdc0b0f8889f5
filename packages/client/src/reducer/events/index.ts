/** Every type of event, in the order of the wire's documentation: the only list of them. */
import { acceptedLineFingerprints } from './accepted-line-fingerprints.js';
import { appMentioned } from './app-mentioned.js';
import { appUsed } from './app-used.js';
import { collabAgentToolCall } from './collab-agent-tool-call.js';
import { commandExecution } from './command-execution.js';
import { compaction } from './compaction.js';
import { controlToolCall } from './control-tool-call.js';
import { deliveryGap } from './delivery-gap.js';
import { dynamicToolCall } from './dynamic-tool-call.js';
import { fileChange } from './file-change.js';
import { goal } from './goal.js';
import { guardianReview } from './guardian-review.js';
import { hookRun } from './hook-run.js';
import { imageGeneration } from './image-generation.js';
import { mcpToolCall } from './mcp-tool-call.js';
import { modelResponse } from './model-response.js';
import { pluginDisabled } from './plugin-disabled.js';
import { pluginEnabled } from './plugin-enabled.js';
import { pluginInstallFailed } from './plugin-install-failed.js';
import { pluginInstalled } from './plugin-installed.js';
import { pluginUninstalled } from './plugin-uninstalled.js';
import { pluginUsed } from './plugin-used.js';
import { review } from './review.js';
import { skillInvocation } from './skill-invocation.js';
import { threadArchive } from './thread-archive.js';
import { threadInitialized } from './thread-initialized.js';
import { turn } from './turn.js';
import { turnSteer } from './turn-steer.js';
import { webSearch } from './web-search.js';

/** Every type of event, in the order of the docs: the only list of them. */
export const eventDefinitions = [
  threadInitialized,
  turn,
  turnSteer,
  compaction,
  guardianReview,
  commandExecution,
  fileChange,
  mcpToolCall,
  dynamicToolCall,
  collabAgentToolCall,
  webSearch,
  imageGeneration,
  controlToolCall,
  review,
  hookRun,
  acceptedLineFingerprints,
  appMentioned,
  appUsed,
  pluginInstalled,
  pluginUninstalled,
  pluginEnabled,
  pluginDisabled,
  pluginUsed,
  pluginInstallFailed,
  skillInvocation,
  goal,
  threadArchive,
  modelResponse,
  deliveryGap,
] as const;

/** Name of an event that we can make. */
export type EventType = (typeof eventDefinitions)[number]['type'];
