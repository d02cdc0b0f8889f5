import { Type, type TSchema } from 'typebox';

/** A key that may be missing or null: the protocol uses both for "nothing". */
export const opt = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]));

/** A string, and its optional form. */
export const text = Type.String();
export const optText = opt(Type.String());

/** An integer, and its optional form. The protocol's integers are signed; negative ones are read as missing. */
export const int = Type.Integer();
export const optInt = opt(Type.Integer());

/** A truth value that may be missing or null. */
export const optFlag = opt(Type.Boolean());

/** An object whose keys we do not look into: cheaper to check than a record of anything. */
export const someObject = Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}));

/** What we do not look into. */
export const anything = Type.Unknown();
