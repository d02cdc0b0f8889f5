import { Type, type TSchema } from 'typebox';

const optional = <S extends TSchema>(schema: S, description: string, carries?: 'name' | 'path') =>
  Type.Optional(Type.Union([schema, Type.Null()], { description, ...(carries === undefined ? {} : { carries }) }));

/**
 * What the automatic reviewer looked at. The keys depend on `type`; never here: commands, arguments, folders, files, patches,
 * hosts, justifications.
 */
export const reviewedActionSchema = Type.Object({
  type: Type.String({
    description:
      '`shell`, `unified_exec`, `execve`, `write_stdin`, `apply_patch`, `network_access`, `mcp_tool_call`, `request_permissions`.',
  }),
  sandbox_permissions: optional(
    Type.String(),
    '`use_default`, `require_escalated`, `with_additional_permissions`; null without a rollout.',
  ),
  additional_permissions: optional(Type.Unknown(), 'Permissions beyond the sandbox; null without a rollout.', 'path'),
  tty: optional(Type.Boolean(), 'Whether a terminal was asked for.'),
  source: optional(Type.String(), '`shell` or `unified_exec`.'),
  program: optional(Type.String(), 'Program that an intercepted call would start.', 'path'),
  protocol: optional(Type.String(), '`http`, `https`, `socks5_tcp`, `socks5_udp`.'),
  port: optional(Type.Integer(), 'Port.'),
  server: optional(Type.String(), 'MCP server.', 'name'),
  tool_name: optional(Type.String(), 'MCP tool.', 'name'),
  connector_id: optional(Type.String(), 'Connector of the app.', 'name'),
  connector_name: optional(Type.String(), 'Name of the app.', 'name'),
  tool_title: optional(Type.String(), 'Title of the tool.', 'name'),
});
