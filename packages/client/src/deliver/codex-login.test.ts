import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { codexLogin, parseLogin } from './codex-login.js';

const claims = { 'https://api.openai.com/auth': { chatgpt_account_id: 'acct-9' } };
const idToken = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const tokens = { id_token: idToken, access_token: 'access', refresh_token: 'refresh', account_id: 'acct-1' };

describe('the login of a Codex installation', () => {
  test('is a ChatGPT login with a token and an account', () => {
    expect(parseLogin({ auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens })).toEqual({
      accessToken: 'access',
      accountId: 'acct-1',
    });
    const fromToken = parseLogin({ OPENAI_API_KEY: null, tokens: { ...tokens, account_id: undefined } });
    expect(fromToken).toEqual({ accessToken: 'access', accountId: 'acct-9' });
  });

  test('is none with an API key, without tokens, without an account, or when it is something else', () => {
    const none: readonly unknown[] = [
      { auth_mode: 'apikey', OPENAI_API_KEY: 'sk-1', tokens: null },
      { OPENAI_API_KEY: 'sk-1', tokens },
      { auth_mode: 'chatgpt', tokens: null },
      { auth_mode: 'chatgpt', tokens: { ...tokens, access_token: '' } },
      { auth_mode: 'chatgpt', tokens: { access_token: 'a', id_token: 'not a token' } },
      null,
      'text',
    ];
    for (const file of none) expect(parseLogin(file)).toBeNull();
  });

  test('is read anew each time, and not known while its file is being written', async () => {
    const home = await mkdtemp(join(tmpdir(), 'tacho-codex-'));
    const auth = codexLogin(home);
    expect(await auth.read()).toBeNull();
    await writeFile(join(home, 'auth.json'), JSON.stringify({ auth_mode: 'chatgpt', tokens }));
    expect((await auth.read())?.accessToken).toBe('access');
    await writeFile(join(home, 'auth.json'), '{"auth_mode": "chatgpt", "tok');
    await expect(auth.read()).rejects.toThrow('the login cannot be read at the moment');
    await rm(home, { recursive: true });
  });
});
