import { Type } from 'typebox';

import type { ImagePreparation, TurnProfile } from '../../facts/index.js';
import { field } from '../define-event.js';

const since = '0.169.0' as const;

const ms = (description: string, source: string) =>
  field.int({ description: `${description}, milliseconds.`, source, since });
const count = (description: string, source: string) => field.int({ description, source, since });
const criticalPath = () =>
  field.intOrNull({
    description: 'Null while the status is `disabled`, as it always was so far.',
    source: 'none',
    since,
  });

/** Where the time of a turn went (codex 0.169). */
export const turnProfileFields = {
  before_first_sampling_ms: ms(
    'From the start of the turn to the first model request',
    'completion of the user message',
  ),
  sampling_ms: ms('Spent in model requests', 'rollout: token_usage_record; traffic: an estimate'),
  compaction_ms: ms('Spent in compactions', 'contextCompaction items'),
  between_sampling_overhead_ms: ms('Between model requests, tools aside', 'a small constant'),
  tool_blocking_ms: ms('Waited for tools', 'rollout: token_usage_record and outputs; traffic: an estimate'),
  after_last_sampling_ms: ms('After the last model request', 'a small constant'),
  sampling_request_count: count('Model requests, those of a compaction aside.', 'thread/tokenUsage/updated and errors'),
  sampling_retry_count: field.int({
    description: 'Model requests that were made again.',
    source: 'error notifications with willRetry',
    since,
    column: 'sampling_retry_count',
  }),
  tools_change_count: count('How often the list of tools changed.', 'not visible: 0'),
  image_preparations: Type.Array(
    Type.Object({
      message_role: Type.Union([Type.String(), Type.Null()]),
      item_id: Type.Union([Type.String(), Type.Null()]),
      effective_detail: Type.String(),
      source_width: Type.Integer(),
      source_height: Type.Integer(),
      prepared_width: Type.Integer(),
      prepared_height: Type.Integer(),
    }),
    {
      description: 'Sizes of each image as it came and as it was sent, in pixels.',
      source: 'headers of images in data URLs; a file given by path is not visible',
      since,
    },
  ),
  critical_path_status: field.string({ description: 'Always `disabled` so far.', source: 'none', since }),
  critical_path_duration_ms: criticalPath(),
  critical_path_inference_ms: criticalPath(),
  critical_path_sampling_ms: criticalPath(),
  critical_path_compaction_ms: criticalPath(),
  critical_path_auto_review_ms: criticalPath(),
  critical_path_auto_review_overhead_ms: criticalPath(),
  critical_path_user_wait_ms: criticalPath(),
  critical_path_tools_ms: criticalPath(),
  critical_path_overhead_ms: criticalPath(),
  critical_path_unknown_ms: criticalPath(),
};

const emptyProfile: TurnProfile = {
  beforeFirstSamplingMs: 0,
  samplingMs: 0,
  compactionMs: 0,
  betweenSamplingOverheadMs: 0,
  toolBlockingMs: 0,
  afterLastSamplingMs: 0,
  samplingRequestCount: 0,
  samplingRetryCount: 0,
  toolsChangeCount: 0,
  imagePreparations: [],
};

/** The same as values; zero where no source told a profile. */
export function turnProfileValues(told: TurnProfile | null) {
  const profile = told ?? emptyProfile;
  return {
    before_first_sampling_ms: profile.beforeFirstSamplingMs,
    sampling_ms: profile.samplingMs,
    compaction_ms: profile.compactionMs,
    between_sampling_overhead_ms: profile.betweenSamplingOverheadMs,
    tool_blocking_ms: profile.toolBlockingMs,
    after_last_sampling_ms: profile.afterLastSamplingMs,
    sampling_request_count: profile.samplingRequestCount,
    sampling_retry_count: profile.samplingRetryCount,
    tools_change_count: profile.toolsChangeCount,
    image_preparations: profile.imagePreparations.map(imagePreparationValues),
    critical_path_status: 'disabled',
    critical_path_duration_ms: null,
    critical_path_inference_ms: null,
    critical_path_sampling_ms: null,
    critical_path_compaction_ms: null,
    critical_path_auto_review_ms: null,
    critical_path_auto_review_overhead_ms: null,
    critical_path_user_wait_ms: null,
    critical_path_tools_ms: null,
    critical_path_overhead_ms: null,
    critical_path_unknown_ms: null,
  };
}

/** One image as the wire has it. */
export function imagePreparationValues(image: ImagePreparation) {
  return {
    message_role: image.messageRole,
    item_id: image.itemId,
    effective_detail: image.effectiveDetail,
    source_width: image.sourceWidth,
    source_height: image.sourceHeight,
    prepared_width: image.preparedWidth,
    prepared_height: image.preparedHeight,
  };
}
