import type { SkillInvocation } from '../../facts/index.js';
import { skillPlace } from '../skill-place.js';
import type { ThreadContext } from './thread-context.js';
import type { TurnState } from './thread-state.js';

/** A skill that the user named is put into the conversation with its name and path. */
export function onSkillText(context: ThreadContext, turn: TurnState, text: string, atMs: number): void {
  const name = /<name>([^<]+)<\/name>/.exec(text)?.[1];
  const path = /<path>([^<]+)<\/path>/.exec(text)?.[1];
  if (name !== undefined && path !== undefined) invoked(context, turn, name, path, 'explicit', atMs);
}

/** A command that reads a skill's text or runs one of its scripts uses it without being told to. */
export function onSkillCommand(context: ThreadContext, turn: TurnState, command: string, atMs: number): void {
  for (const match of command.matchAll(/(?:^|[\s'"=])([^\s'"]*\/)([^\s'"/]+)\/(?:SKILL\.md|scripts\/[^\s'"]+)/g)) {
    const [, folder = '', name] = match;
    if (name === undefined || !/(^|\/)skills\/([^/]+\/)*$/.test(folder)) continue;
    invoked(context, turn, name, `${folder}${name}/SKILL.md`, 'implicit', atMs);
  }
}

function invoked(
  context: ThreadContext,
  turn: TurnState,
  name: string,
  path: string,
  invokeType: SkillInvocation['invokeType'],
  atMs: number,
): void {
  const key = `${invokeType}:${path}`;
  if (turn.usedSkills.includes(key)) return;
  turn.usedSkills.push(key);
  const invocation: SkillInvocation = {
    skillName: name,
    pluginId: null,
    invokeType,
    ...skillPlace(context.state.meta, name, path),
  };
  turn.skills[name] = invocation;
  context.tell({
    kind: 'skillInvoked',
    atMs,
    threadId: context.state.meta.threadId,
    turnId: turn.turnId,
    model: turn.context?.model ?? null,
    invocations: [invocation],
  });
}
