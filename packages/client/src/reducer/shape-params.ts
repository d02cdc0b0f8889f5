import { existsIn, type WireVersion } from '../protocol/index.js';
import type { FieldNote } from './define-event.js';

type Params = Record<string, unknown>;

interface ShapedDefinition {
  readonly type: string;
  readonly since?: WireVersion;
  readonly until?: WireVersion;
  readonly omittedWhenNull?: readonly string[];
  readonly params: { readonly properties: object };
}

/** Keys of an event that a version has, in wire order; null when it has all of them. */
type Shape = readonly string[] | null;

const shapes = new WeakMap<ShapedDefinition, Map<WireVersion, Shape>>();

/** Whether a version sends this event at all. */
export function isSentBy(definition: ShapedDefinition, version: WireVersion): boolean {
  return existsIn(version, definition.since, definition.until);
}

/** Cuts parameters of the newest shape to those that a version has. */
export function shapeParams(definition: ShapedDefinition, params: Params, version: WireVersion): Params {
  const shape = shapeOf(definition, version);
  const omitted = definition.omittedWhenNull;
  if (shape === null && omitted === undefined) return params;
  const cut: Params = {};
  for (const key of shape ?? Object.keys(params)) {
    const value = params[key];
    if (value === undefined || (value === null && omitted?.includes(key) === true)) continue;
    cut[key] = value;
  }
  return cut;
}

function shapeOf(definition: ShapedDefinition, version: WireVersion): Shape {
  let ofVersions = shapes.get(definition);
  if (ofVersions === undefined) shapes.set(definition, (ofVersions = new Map()));
  let shape = ofVersions.get(version);
  if (shape === undefined) ofVersions.set(version, (shape = makeShape(definition, version)));
  return shape;
}

function makeShape(definition: ShapedDefinition, version: WireVersion): Shape {
  const entries = Object.entries(definition.params.properties) as readonly (readonly [string, FieldNote])[];
  const keys = entries.filter(([, note]) => existsIn(version, note.since, note.until)).map(([key]) => key);
  return keys.length === entries.length ? null : keys;
}
