/**
 * Environment of the store's process. The engine works in threads of Node's pool: with the usual four, three queries and what
 * the loader writes side by side would wait for one another.
 */
export function storeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, UV_THREADPOOL_SIZE: '8' };
}
