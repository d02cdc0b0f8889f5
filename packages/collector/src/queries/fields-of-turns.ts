import { int } from './fields.js';

/** SQL: requests to a model that were repeated in a turn; null where nothing tells it. */
export const retries = int('sampling_retry_count');

/** SQL: steers that a turn accepted. */
export const steers = int('steer_count');
