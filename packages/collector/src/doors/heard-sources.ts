import type { Envelope, EventSource } from '@tachograph/client/envelope';

/** What the doors know of one kind of source since the start. */
export interface HeardSource {
  readonly source: EventSource;
  /** Machines of it that were heard of; a source that names none counts as one. */
  readonly machines: number;
  readonly lastReceivedAtMs: number;
  /**
   * How long the last event of a machine had waited at its source when it came, the longest of the machines that were heard of
   * lately: sources send in order, so what they still hold is no older. Null where none says when it kept its events.
   */
  readonly oldestAgeMs: number | null;
}

/** When sources were last heard of, and how far behind they were. */
export interface HeardSources {
  /** A body was taken; `last` is the envelope of its last event, and null where events have none. */
  note(source: EventSource, last: Envelope | null, receivedAtMs: number): void;
  sources(nowMs: number): readonly HeardSource[];
}

interface Heard {
  readonly source: EventSource;
  readonly receivedAtMs: number;
  readonly ageMs: number | null;
}

/** Of a machine that was silent for longer, its backlog is not known. */
const latelyMs = 600_000;

/** At most `machinesMax` machines are remembered; whoever was silent for the longest is forgotten. */
export function createHeardSources(machinesMax: number): HeardSources {
  const machines = new Map<string, Heard>();
  return {
    note(source, last, receivedAtMs) {
      const key = `${source} ${last?.machine_id ?? ''}`;
      const observed = last?.observed_at_ms;
      machines.delete(key);
      machines.set(key, {
        source,
        receivedAtMs,
        // A clock that is ahead of ours makes events younger than they can be.
        ageMs: observed === undefined ? null : Math.max(0, receivedAtMs - observed),
      });
      const [first] = machines.keys();
      if (machines.size > machinesMax && first !== undefined) machines.delete(first);
    },
    sources(nowMs) {
      const bySource = new Map<EventSource, Heard[]>();
      for (const heard of machines.values()) {
        bySource.set(heard.source, [...(bySource.get(heard.source) ?? []), heard]);
      }
      return [...bySource].map(([source, all]) => {
        const ages = all.flatMap(({ ageMs, receivedAtMs }) =>
          ageMs === null || receivedAtMs < nowMs - latelyMs ? [] : [ageMs],
        );
        return {
          source,
          machines: all.length,
          lastReceivedAtMs: Math.max(...all.map(({ receivedAtMs }) => receivedAtMs)),
          oldestAgeMs: ages.length === 0 ? null : Math.max(...ages),
        };
      });
    },
  };
}
