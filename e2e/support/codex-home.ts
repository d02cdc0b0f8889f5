import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type CodexHomeOptions = {
  readonly path: string;
  readonly modelBaseUrl: string;
  readonly analyticsBaseUrl: string;
  /** A folder that Codex need not ask about. */
  readonly trustedFolder: string;
};

/** Ends long after any test. */
const loginExpiresAt = 2_147_483_000;

/**
 * Writes a CODEX_HOME whose Codex talks to loopback alone: a local model provider, events to a local sink under a
 * made-up login, and everything that calls out switched off.
 */
export function writeCodexHome({ path, modelBaseUrl, analyticsBaseUrl, trustedFolder }: CodexHomeOptions): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'auth.json'), JSON.stringify(madeUpLogin()), { mode: 0o600 });
  writeFileSync(
    join(path, 'config.toml'),
    `
model = "gpt-5.5"
model_provider = "local"
chatgpt_base_url = ${toml(analyticsBaseUrl)}
check_for_update_on_startup = false
# Commands really run. A sandbox inside a container or a test machine is not what these tests are about.
sandbox_mode = "danger-full-access"
approval_policy = "on-request"

[analytics]
enabled = true

[otel]
metrics_exporter = "none"

[features]
plugins = false
apps = false
remote_plugin = false
recommended_plugins = false
tool_suggest = false
daemon_auto_start = false
shell_snapshot = false
enable_request_compression = false

[model_providers.local]
name = "Local"
base_url = ${toml(modelBaseUrl)}
wire_api = "responses"
requires_openai_auth = true
request_max_retries = 0
stream_max_retries = 0

[projects.${toml(trustedFolder)}]
trust_level = "trusted"
`,
  );
}

/** A JSON text is a TOML text too. */
function toml(value: string): string {
  return JSON.stringify(value);
}

/** A ChatGPT login that nobody issued: without one Codex reports no events. The token is not signed. */
function madeUpLogin(): unknown {
  const claims = {
    email: 'dev@example.com',
    exp: loginExpiresAt,
    'https://api.openai.com/auth': {
      chatgpt_plan_type: 'pro',
      chatgpt_user_id: 'user-made-up',
      chatgpt_account_id: 'account-made-up',
    },
  };
  const token = `${tokenPart({ alg: 'none', typ: 'JWT' })}.${tokenPart(claims)}.${tokenPart('no signature')}`;
  return {
    OPENAI_API_KEY: null,
    auth_mode: 'chatgpt',
    tokens: { id_token: token, access_token: token, refresh_token: 'made-up', account_id: 'account-made-up' },
    last_refresh: new Date().toISOString(),
  };
}

function tokenPart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
