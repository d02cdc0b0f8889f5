import type { SkillInvokedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { skillInvocation } from '../events/skill-invocation.js';
import { trackingOf } from '../trackers.js';

/** Skills were invoked: one event for each. */
export function onSkillInvoked(ctx: Context, fact: SkillInvokedFact): void {
  const { productClientId, subject } = trackingOf(ctx, fact);
  for (const invocation of fact.invocations) {
    const params = skillInvocation.build({ fact, invocation, productClientId });
    const topLevel = { skill_id: invocation.skillId, skill_name: invocation.skillName };
    emit(ctx, skillInvocation, params, { ...subject, enrichable: true }, topLevel);
  }
}
