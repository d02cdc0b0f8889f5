import { requestIdKey, type RequestId } from './request-id.js';

/** Requests of one side of one connection that wait for their answers. The oldest go when there are too many. */
export class PendingRequests<T> {
  readonly #open = new Map<string, T>();
  readonly #max: number;

  constructor(max: number, saved: readonly (readonly [string, T])[] = []) {
    this.#max = max;
    for (const [key, request] of saved) this.#open.set(key, request);
  }

  /** Notes a request; true when an older one had to go for it. */
  add(id: RequestId, request: T): boolean {
    const key = requestIdKey(id);
    // An id that is used again begins a new request: it goes to the end of the order.
    this.#open.delete(key);
    this.#open.set(key, request);
    if (this.#open.size <= this.#max) return false;
    for (const oldest of this.#open.keys()) {
      this.#open.delete(oldest);
      break;
    }
    return true;
  }

  /** The request that this id answers, taken out; undefined when none is open. */
  take(id: RequestId): T | undefined {
    const key = requestIdKey(id);
    const request = this.#open.get(key);
    if (request !== undefined) this.#open.delete(key);
    return request;
  }

  get size(): number {
    return this.#open.size;
  }

  entries(): readonly (readonly [string, T])[] {
    return [...this.#open];
  }
}
