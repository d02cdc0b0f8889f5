/** What a field has to be. With `?` it may be null, which it is when it was left out. */
type Rule = PlainRule | `${PlainRule}?` | FactShape | readonly [FactShape];
type PlainRule = 'string' | 'number' | 'boolean' | 'strings' | 'object';

/** Fields of a fact and what each has to be; fields that need not be there at all are not in it. */
export interface FactShape {
  readonly [field: string]: Rule;
}

/** The one shape that goes with a type: a field that is added there is missed here by the compiler. */
export type ShapeOf<T> = { readonly [K in keyof T as object extends Pick<T, K> ? never : K]: RuleOf<T[K]> };
type RuleOf<T> = null extends T ? `${PlainRuleOf<NonNullable<T>>}?` : PlainRuleOf<T> | StructureOf<T>;
type PlainRuleOf<T> = T extends string
  ? 'string'
  : T extends number
    ? 'number'
    : T extends boolean
      ? 'boolean'
      : T extends readonly string[]
        ? 'strings'
        : T extends readonly unknown[]
          ? never
          : 'object';
type StructureOf<T> = T extends string | number | boolean | readonly string[]
  ? never
  : T extends readonly (infer Element)[]
    ? readonly [ShapeOf<Element>]
    : ShapeOf<T>;

/** A fact lacks a field, or has one of another type; `field` is our name of it, as `config.model`. */
export class MisshapenFact extends Error {
  override readonly name = 'MisshapenFact';
  readonly field: string;

  constructor(field: string) {
    super(`${field} is missing or of another type`);
    this.field = field;
  }
}

/**
 * The same fact, with null for each field that may be null and was left out: programs without types leave out what they do
 * not know. Throws {@link MisshapenFact} for what must be there.
 */
export function wholeFact<T extends object>(shape: ShapeOf<T>, told: T): T {
  return wholeObject(shape as FactShape, told, '') as T;
}

function wholeObject(shape: FactShape, told: unknown, at: string): object {
  if (typeof told !== 'object' || told === null) throw new MisshapenFact(at === '' ? 'the fact' : at);
  const whole: Record<string, unknown> = { ...told };
  for (const [field, rule] of Object.entries(shape)) {
    whole[field] = wholeValue(rule, whole[field], at === '' ? field : `${at}.${field}`);
  }
  return whole;
}

function wholeValue(rule: Rule, value: unknown, at: string): unknown {
  if (Array.isArray(rule)) {
    if (!Array.isArray(value)) throw new MisshapenFact(at);
    return value.map((one) => wholeObject(rule[0] as FactShape, one, at));
  }
  if (typeof rule === 'object') return wholeObject(rule as FactShape, value, at);
  if (rule.endsWith('?') && (value ?? null) === null) return null;
  if (!isOf(rule.replace('?', ''), value)) throw new MisshapenFact(at);
  return value;
}

function isOf(rule: string, value: unknown): boolean {
  switch (rule) {
    case 'number':
      return Number.isFinite(value);
    case 'strings':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'object':
      return typeof value === 'object' && value !== null;
    default:
      return typeof value === rule;
  }
}
