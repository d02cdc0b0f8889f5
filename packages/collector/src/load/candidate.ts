import { dimensionColumns } from '../store/columns.js';
import type { ByteList } from './byte-list.js';
import { escape } from './cells.js';
import { hashDelivery, type DeliveryHash } from './delivery-filter.js';
import { openCells, valueAt } from './event-row.js';
import { rankOf, type LoadedEvent } from './read-events.js';
import { threadDay } from './thread-day.js';
import { speakerKey, type Dimensions, type ThreadState } from './thread-states.js';

/** A delivery within its account. */
export interface Delivery {
  readonly account: string;
  readonly deliveryId: string;
  readonly hash: DeliveryHash;
}

/** An event of a batch as far as it can be told alone. The event itself is let go of: thousands of them would be kept. */
export interface Candidate {
  readonly delivery: Delivery;
  readonly threadId: string;
  readonly turnId: string;
  readonly day: string;
  /** Whom the event makes a claim for, see `speakerKey`. */
  readonly key: string;
  readonly rank: number;
  readonly sessionId: string;
  /** What it says of its thread itself. */
  readonly dimensions: Dimensions;
  /** Where its open cells lie: as bytes, since thousands of texts would be kept until the batch is decided. */
  readonly start: number;
  readonly end: number;
}

/** Reads what is needed out of an event; its open cells go to the end of `open`. */
export function candidateOf(loaded: LoadedEvent, open: ByteList): Candidate {
  const { account, envelope, event } = loaded;
  const threadId = stringOf(event.event_params['thread_id']);
  const turnId = stringOf(event.event_params['turn_id']);
  const day = threadDay(threadId);
  const hash = hashDelivery(account, envelope.delivery_id);
  const start = open.length;
  open.addText(openCells(loaded, { day, threadId, turnId, hash }));
  return {
    delivery: { account, deliveryId: envelope.delivery_id, hash },
    threadId,
    turnId,
    day,
    key: speakerKey(turnId, event.event_type.startsWith('tacho_')),
    rank: rankOf(envelope.source),
    sessionId: stringOf(event.event_params['session_id']),
    dimensions: ownDimensions(loaded),
    start,
    end: open.length,
  };
}

/** What an event itself says of its thread: its envelope first, then its parameters. */
function ownDimensions({ envelope, event }: LoadedEvent): Dimensions {
  const params = event.event_params;
  return {
    client:
      envelope.client ??
      stringOf(valueAt(params, ['app_server_client', 'product_client_id']) ?? params['product_client_id']),
    model: envelope.model ?? stringOf(params['model'] ?? params['model_slug']),
    thread_source: envelope.thread_source ?? stringOf(params['thread_source']),
    project: envelope.project ?? '',
    parent_thread_id: envelope.parent_thread_id ?? stringOf(params['parent_thread_id']),
    root_thread_id: envelope.root_thread_id ?? '',
  };
}

/** What an event says, and where it says nothing, what its thread says. */
export function completeDimensions(own: Dimensions, thread: Dimensions): Dimensions {
  return {
    client: own.client || thread.client,
    model: own.model || thread.model,
    thread_source: own.thread_source || thread.thread_source,
    project: own.project || thread.project,
    parent_thread_id: own.parent_thread_id || thread.parent_thread_id,
    root_thread_id: own.root_thread_id || thread.root_thread_id,
  };
}

/** Row of `threads`: account, thread, its dimensions, and when they were told. */
export function threadRow({ account, threadId, dimensions }: ThreadState, nowMs: number): string {
  const cells = [account, threadId, ...dimensionColumns.map((name) => dimensions[name])];
  return `${cells.map(escape).join('\t')}\t${nowMs}`;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
