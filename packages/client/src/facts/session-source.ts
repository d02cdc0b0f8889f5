/**
 * The name of a sub-agent's source, from the app-server form (`{subAgent: …}`) or that of a session log (`{subagent: …}`): a
 * word, `thread_spawn`, or the label of another one (`guardian`). Null for everything that is no sub-agent.
 */
export function sessionSourceLabel(source: unknown): string | null {
  if (!isObject(source)) return null;
  const subAgent = source['subAgent'] ?? source['subagent'];
  if (typeof subAgent === 'string') return subAgent;
  if (!isObject(subAgent)) return null;
  const { other } = subAgent;
  if (typeof other === 'string') return other;
  return Object.keys(subAgent)[0] ?? null;
}

/**
 * The parent that a `thread_spawn` source names itself: what counts as the parent of a sub-agent's thread where nothing else
 * says it. Null for every other source.
 */
export function spawningThreadId(source: unknown): string | null {
  if (!isObject(source)) return null;
  const subAgent = source['subAgent'] ?? source['subagent'];
  const spawn = isObject(subAgent) ? subAgent['thread_spawn'] : null;
  const parent = isObject(spawn) ? spawn['parent_thread_id'] : null;
  return typeof parent === 'string' ? parent : null;
}

/**
 * What the April 2026 versions inferred as `thread_source` from the source of the session: a person's own program, or a
 * sub-agent. Versions since then say it explicitly, and nothing is inferred.
 */
export function inferredThreadSource(source: unknown): 'user' | 'subagent' | null {
  if (source === 'cli' || source === 'vscode' || source === 'exec') return 'user';
  return sessionSourceLabel(source) === null ? null : 'subagent';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
