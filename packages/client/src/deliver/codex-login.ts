import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codexHome } from '../config.js';
import { errorCode } from './error-code.js';
import type { AuthProvider, NativeLogin } from './auth-provider.js';

/** Claim of the identity token that holds the account when the file does not name it. */
const authClaim = 'https://api.openai.com/auth';

/** The login of a Codex installation: read from its `auth.json` each time it is needed, never copied, never refreshed. */
export function codexLogin(home: string = codexHome()): AuthProvider {
  return {
    async read() {
      const text = await readFile(join(home, 'auth.json'), 'utf8').catch((error: unknown) => {
        // As the real client, without a login nothing is sent.
        if (errorCode(error) === 'ENOENT') return 'null';
        throw error;
      });
      return parseLogin(parseJson(text));
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Codex is writing the file: the login will be there in a moment. The parser's own message would quote tokens.
    throw new Error('the login cannot be read at the moment');
  }
}

/** A ChatGPT login, or null: an API key is none, and without an account there is nobody to send for. */
export function parseLogin(file: unknown): NativeLogin | null {
  const mode = property(file, 'auth_mode');
  const isChatGpt =
    typeof mode === 'string'
      ? mode.toLowerCase().startsWith('chatgpt')
      : typeof property(file, 'OPENAI_API_KEY') !== 'string';
  const tokens = property(file, 'tokens');
  const accessToken = property(tokens, 'access_token');
  const accountId = property(tokens, 'account_id') ?? accountOf(property(tokens, 'id_token'));
  if (!isChatGpt || typeof accessToken !== 'string' || typeof accountId !== 'string') return null;
  return accessToken === '' || accountId === '' ? null : { accessToken, accountId };
}

function accountOf(idToken: unknown): unknown {
  if (typeof idToken !== 'string') return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return property(property(claims, authClaim), 'chatgpt_account_id');
  } catch {
    return null;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}
