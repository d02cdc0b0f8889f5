import { trafficLimits } from '../../limits.js';
import type { SkillsListResult } from '../../protocol/messages/extensions.js';
import type { CommandExecutionItem } from '../../protocol/messages/item.js';
import { redactedSkillId, skillId } from '../skill-id.js';
import type { SkillInvocation } from '../extension-facts.js';
import type { KnownSkill } from './state.js';
import type { MentionedSkill } from './submitted-input.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** Skills that a list names; one that it calls disabled is none. */
export function learnSkills({ state }: TrafficContext, { data }: SkillsListResult): void {
  // The same name may be on in one folder and off in another: what is on counts.
  for (const { skills } of data)
    for (const { name, enabled } of skills) if (enabled === false) state.skills.delete(name);
  for (const { skills } of data) {
    for (const { name, path, scope, pluginId, enabled, skillId: redactedId } of skills) {
      if (enabled === false) continue;
      if (state.skills.size >= trafficLimits.namedExtensionsMax) return;
      state.skills.set(name, { path, scope, pluginId: pluginId ?? null, redactedId: redactedSkillId(redactedId) });
    }
  }
}

/** The input of a turn named skills. */
export function tellMentionedSkills(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  const invocations = (turn.input?.skills ?? []).flatMap((skill) => explicitInvocation(ctx, thread, skill));
  if (invocations.length > 0) tell(ctx, thread, turn, invocations);
}

function explicitInvocation(
  ctx: TrafficContext,
  thread: TrafficThread,
  { name, path, redactedId }: MentionedSkill,
): readonly SkillInvocation[] {
  const known = ctx.state.skills.get(name);
  if (known !== undefined) {
    return isOffered(thread, known) ? [invocationOf(ctx, thread, name, known, 'explicit')] : [];
  }
  if (path !== undefined && isListedBeside(ctx, path)) return [];
  const pluginId = pluginOfSkill(ctx, name);
  // A word after a `$` alone may be anything; a part of the input and a plugin's prefix are sure.
  if (path === undefined && pluginId === null) return [];
  return [invocationOf(ctx, thread, name, { path: path ?? '', scope: 'user', pluginId, redactedId }, 'explicit')];
}

/** Skills of a folder are for threads that work in it or below. */
function isOffered({ cwd }: TrafficThread, { scope, path }: KnownSkill): boolean {
  const folder = scope === 'repo' && cwd !== null ? skillsFolder(path) : null;
  return folder === null || `${cwd}/`.startsWith(`${folder}/`);
}

/** Whether the list names other skills of the same folder: it would have named this one, too. */
function isListedBeside({ state }: TrafficContext, path: string): boolean {
  const folder = skillsFolder(path);
  if (folder === null) return false;
  for (const known of state.skills.values()) if (skillsFolder(known.path) === folder) return true;
  return false;
}

function skillsFolder(path: string): string | null {
  return /^(.*)\/\.(?:agents|codex)\/skills\//.exec(path)?.[1] ?? null;
}

/** A command that reads a skill's text or runs one of its scripts puts the skill to use: told once for each turn. */
export function tellImplicitSkills(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  item: CommandExecutionItem,
): void {
  if (item.source === 'userShell' || ctx.state.skills.size === 0) return;
  for (const [name, skill] of ctx.state.skills) {
    const key = `skill ${name}`;
    if (turn.told.has(key) || !usesSkill(item, skill)) continue;
    turn.told.set(key, true);
    tell(ctx, thread, turn, [invocationOf(ctx, thread, name, skill, 'implicit')]);
  }
}

function usesSkill({ command, cwd, commandActions }: CommandExecutionItem, { path }: KnownSkill): boolean {
  if (commandActions.some((action) => action.type === 'read' && action.path === path)) return true;
  // Where the path of the skill is written with backslashes, so are the others.
  const slashed = (text: string): string => (path.includes('\\') ? text.replaceAll('\\', '/') : text);
  const folderEnd = slashed(path).lastIndexOf('/') + 1;
  if (folderEnd === 0 || command == null) return false;
  const scripts = `${slashed(path).slice(0, folderEnd)}scripts/`;
  const base = cwd == null ? null : `${slashed(cwd)}/`;
  const relative = base !== null && scripts.startsWith(base) ? scripts.slice(base.length) : scripts;
  const said = slashed(command);
  return said.includes(scripts) || said.includes(` ${relative}`);
}

function invocationOf(
  ctx: TrafficContext,
  thread: TrafficThread,
  skillName: string,
  skill: KnownSkill,
  invokeType: 'explicit' | 'implicit',
): SkillInvocation {
  const repoUrl = skill.scope === 'repo' ? thread.repoUrl : null;
  return {
    skillId: skill.redactedId ?? (skill.path === '' ? null : skillId({ name: skillName, path: skill.path, repoUrl })),
    skillName,
    scope: skill.scope,
    pluginId: skill.pluginId ?? pluginOfSkill(ctx, skillName),
    repoUrl,
    invokeType,
  };
}

/** A skill of a plugin bears the plugin's name in front. */
function pluginOfSkill(ctx: TrafficContext, skillName: string): string | null {
  const [prefix, rest] = skillName.split(':');
  if (rest === undefined) return null;
  for (const [id, plugin] of ctx.state.plugins) if (plugin.active && id.startsWith(`${prefix}@`)) return id;
  return null;
}

function tell(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  invocations: readonly SkillInvocation[],
): void {
  ctx.emit({
    kind: 'skillInvoked',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    model: turn.settings.model,
    invocations,
  });
}
