import { describe, expect, it } from 'vitest';

import { isReviewTriedAgain } from './guardian-attempts.js';

describe('an automatic review that failed', () => {
  it.each([
    ['parse_error', 'guardian assessment was not valid JSON'],
    ['session_error', 'exceeded retry limit, last status: 429 Too Many Requests'],
    ['session_error', 'We’re currently experiencing high demand, which may cause temporary errors.'],
    ['session_error', 'unexpected status 503 Service Unavailable: busy, url: http://127.0.0.1/v1/responses'],
    ['session_error', 'Selected model is at capacity. Please try a different model.'],
  ])('is tried again after %s: %s', (reason, message) => {
    expect(isReviewTriedAgain(reason, message)).toBe(true);
  });

  it.each([
    ['session_error', 'guardian review completed without an assessment payload'],
    ['session_error', 'unexpected status 403 Forbidden: no, url: http://127.0.0.1/v1/responses'],
    ['session_error', 'stream disconnected before completion: it broke'],
    ['session_error', 'You’ve hit your usage limit.'],
    ['session_error', 'Invalid prompt: no'],
    ['timeout', 'We’re currently experiencing high demand'],
    [null, ''],
  ])('is over after %s: %s', (reason, message) => {
    expect(isReviewTriedAgain(reason, message)).toBe(false);
  });
});
