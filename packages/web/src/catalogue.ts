/** The definitions of the queries, as the collector that answers them tells them. */
import { signal } from '@preact/signals';

import { fetchJson } from './ask.js';

export type ColumnDefinition = { readonly kind: string; readonly unit: string | null; readonly description: string };

export type QueryDefinition = {
  readonly name: string;
  readonly summary: string;
  readonly sql: string;
  readonly params: Readonly<Record<string, { readonly description: string }>>;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
};

/** Null until it is there; empty when the collector has none. */
export const catalogue = signal<readonly QueryDefinition[] | null>(null);

let asked = false;

/** Fetches the definitions once. */
export function needCatalogue(): void {
  if (asked) return;
  asked = true;
  fetchJson('api/queries')
    .then((body) => {
      const found = typeof body === 'object' && body !== null && 'queries' in body ? body.queries : null;
      // Made by the collector from its own definitions, whose type this mirrors.
      catalogue.value = Array.isArray(found) ? (found as QueryDefinition[]) : [];
    })
    .catch(() => {
      asked = false;
    });
}
