import { int } from './fields.js';

/** SQL: steers that a turn accepted. */
export const steers = int('steer_count');
