import * as fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';

import { createEnvelopeText } from './envelope-text.js';
import { envelop, envelopeSchema, sourcesByTrust } from './index.js';

const valid = Compile(envelopeSchema);
const event = { event_type: 'codex_turn_event', event_params: { turn_id: 't' } };
const origin = { source: 'tap', sourceVersion: '1.2.3', machineId: 'm', privacy: 'strict' } as const;

describe('an envelope', () => {
  test('says who told the event, when, and where it belongs', () => {
    const context = {
      client: 'codex_vscode',
      model: 'gpt-5.4',
      threadSource: 'user',
      parentThreadId: null,
      rootThreadId: 'thread-1',
      project: 'tachograph',
    };
    expect(envelop({ event, occurredAtMs: 10.7, wireVersion: '0.137.0', context }, origin, 'i.1', 20)).toEqual({
      envelope: {
        v: 1,
        delivery_id: 'i.1',
        occurred_at_ms: 10,
        observed_at_ms: 20,
        source: 'tap',
        source_version: '1.2.3',
        machine_id: 'm',
        privacy: 'strict',
        wire_version: '0.137.0',
        project: 'tachograph',
        client: 'codex_vscode',
        model: 'gpt-5.4',
        thread_source: 'user',
        parent_thread_id: null,
        root_thread_id: 'thread-1',
      },
      event,
    });
  });

  test('marks samples, and leaves out what nobody said', () => {
    const { envelope } = envelop({ event, occurredAtMs: 1 }, { ...origin, sample: true }, 'i.1', 2);
    expect(envelope.sample).toBe(true);
    expect(Object.keys(envelope)).not.toContain('client');
  });

  test('fits its schema whatever clock it was given', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.double(),
        fc.constantFrom(...sourcesByTrust),
        (occurredAtMs, observedAtMs, source) => {
          const { envelope } = envelop({ event, occurredAtMs }, { ...origin, source }, 'i.1', observedAtMs);
          expect(valid.Check(envelope) || occurredAtMs > 1e15 || observedAtMs > 1e15).toBe(true);
        },
      ),
    );
  });

  test('has the same text whether it is made at once or from what the one before had', () => {
    const text = fc.option(fc.constantFrom('a', 'b"\\', 'ü\ud800'), { nil: null });
    const context = fc.record({
      client: text,
      model: text,
      threadSource: text,
      parentThreadId: text,
      rootThreadId: text,
      project: text,
    });
    const record = fc.record(
      { occurredAtMs: fc.double(), wireVersion: fc.constantFrom('1', '2'), context },
      { requiredKeys: ['occurredAtMs'] },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(record, fc.string(), fc.double())), fc.boolean(), (calls, sample) => {
        const textOf = createEnvelopeText({ ...origin, sample });
        for (const [said, id, observedAtMs] of calls) {
          const one = { ...said, event };
          expect(textOf(one, id, observedAtMs)).toBe(
            JSON.stringify(envelop(one, { ...origin, sample }, id, observedAtMs)),
          );
        }
      }),
    );
  });
});
