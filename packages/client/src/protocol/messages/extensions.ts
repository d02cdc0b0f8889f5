import { Type, type Static } from 'typebox';

import { opt, optInt, optText, text } from '../json-shapes.js';

/** `hook/completed`. */
export const hookCompletedParams = Type.Object({
  threadId: text,
  turnId: optText,
  run: Type.Object({
    id: optText,
    eventName: text,
    source: optText,
    status: text,
    handlerType: optText,
    executionMode: optText,
    entries: opt(Type.Array(Type.Object({ kind: optText, text: optText }))),
  }),
});
export type HookCompletedParams = Static<typeof hookCompletedParams>;

/** Answer to `skills/list`. `skillId` is in redacted recordings alone: what the path would have told. */
export const skillsListResult = Type.Object({
  data: Type.Array(
    Type.Object({
      skills: Type.Array(
        Type.Object({
          name: text,
          path: text,
          scope: text,
          pluginId: optText,
          enabled: opt(Type.Boolean()),
          skillId: optText,
        }),
      ),
    }),
  ),
});
export type SkillsListResult = Static<typeof skillsListResult>;

/** Answer to `app/list`. */
export const appListResult = Type.Object({ data: Type.Array(Type.Object({ id: text, name: optText })) });
export type AppListResult = Static<typeof appListResult>;

/** Answer to `plugin/list` and `plugin/installed`. */
export const pluginListResult = Type.Object({
  marketplaces: Type.Array(
    Type.Object({
      name: text,
      path: optText,
      plugins: Type.Array(
        Type.Object({
          id: optText,
          name: text,
          remotePluginId: optText,
          installed: opt(Type.Boolean()),
          enabled: opt(Type.Boolean()),
        }),
      ),
    }),
  ),
});
export type PluginListResult = Static<typeof pluginListResult>;

/** Answer to `plugin/read`: what the plugin brings. */
export const pluginReadResult = Type.Object({
  plugin: Type.Object({
    marketplaceName: text,
    summary: Type.Object({ id: optText, name: text }),
    skills: opt(Type.Array(Type.Unknown())),
    apps: opt(Type.Array(Type.Object({ id: optText }))),
    mcpServers: opt(Type.Array(Type.Unknown())),
  }),
});
export type PluginReadResult = Static<typeof pluginReadResult>;

/** Of `plugin/install`: the marketplace is a local folder or a remote name. */
export const pluginInstallParams = Type.Object({
  pluginName: text,
  marketplacePath: optText,
  remoteMarketplaceName: optText,
});
export type PluginInstallParams = Static<typeof pluginInstallParams>;

/** Of `plugin/uninstall`. */
export const pluginUninstallParams = Type.Object({ pluginId: text });
export type PluginUninstallParams = Static<typeof pluginUninstallParams>;

/** Answer to `marketplace/add`. */
export const marketplaceAddResult = Type.Object({ marketplaceName: text, installedRoot: optText });
export type MarketplaceAddResult = Static<typeof marketplaceAddResult>;

const edit = { keyPath: text, value: Type.Optional(Type.Unknown()) };

/** Of `config/value/write`: one key of the configuration and its new value. */
export const configValueWriteParams = Type.Object(edit);
export type ConfigValueWriteParams = Static<typeof configValueWriteParams>;

/** Of `config/batchWrite`: several of them. */
export const configBatchWriteParams = Type.Object({ edits: Type.Array(Type.Object(edit)) });
export type ConfigBatchWriteParams = Static<typeof configBatchWriteParams>;

/** `thread/goal/updated`: the goal of a thread, and what it has used so far. */
export const goalUpdatedParams = Type.Object({
  threadId: text,
  turnId: optText,
  goal: Type.Object({
    status: text,
    tokenBudget: optInt,
    tokensUsed: optInt,
    timeUsedSeconds: optInt,
    createdAt: optInt,
  }),
});
export type GoalUpdatedParams = Static<typeof goalUpdatedParams>;
