import { Type, type Static } from 'typebox';

import { opt, optFlag, optText, text } from '../json-shapes.js';

/** Who the client is, and whether it wants the experimental API. */
export const initializeParams = Type.Object({
  clientInfo: Type.Object({ name: text, version: optText }),
  capabilities: opt(Type.Object({ experimentalApi: optFlag })),
});
export type InitializeParams = Static<typeof initializeParams>;

/** `userAgent` tells the version, the operating system and the architecture of the server. */
export const initializeResult = Type.Object({ userAgent: text, platformOs: optText });
export type InitializeResult = Static<typeof initializeResult>;
