import { redactedSkillId } from '../skill-id.js';
import type { TurnStartParams, UserInput } from '../../protocol/messages/turn.js';
import { classifySandboxPolicy, type SandboxSummary } from '../sandbox-class.js';
import type { ImagePreparation } from '../turn-facts.js';
import { imagePreparation } from './image-size.js';

/** Settings that a turn changes for itself and all later ones; absent: unchanged. */
export interface SettingsOverride {
  readonly model?: string;
  readonly reasoningEffort?: string | null;
  readonly reasoningSummary?: string;
  readonly serviceTier?: string | null;
  readonly approvalPolicy?: string;
  readonly approvalsReviewer?: string;
  readonly sandbox?: SandboxSummary;
  readonly personality?: string;
  readonly collaborationMode?: string;
}

/** What was read out of the input of a turn. */
export interface SubmittedInput {
  readonly override: SettingsOverride;
  readonly serviceTierForTurn: string | null;
  readonly numInputImages: number;
  readonly workspaceKind: string | null;
  readonly turnTrigger: string | null;
  readonly images: readonly ImagePreparation[];
  readonly skills: readonly MentionedSkill[];
  readonly apps: readonly { readonly connectorId: string; readonly appName: string | null }[];
  readonly plugins: readonly string[];
}

/** A skill that the input of a turn names. */
export interface MentionedSkill {
  readonly name: string;
  /** Absent when the input named it with `$` alone. */
  readonly path?: string;
  readonly redactedId: string | null;
}

/** Reads out of `turn/start` what later events need. The input itself is not kept. */
export function submittedInput(params: TurnStartParams): SubmittedInput {
  const { input } = params;
  const workspaceKind = params.responsesapiClientMetadata?.workspace_kind;
  const mentions = input.flatMap(mentionOf);
  return {
    override: overrideOf(params),
    serviceTierForTurn: params.serviceTierForTurn ?? null,
    numInputImages: input.filter(({ type }) => type === 'image' || type === 'localImage').length,
    workspaceKind: typeof workspaceKind === 'string' ? workspaceKind : null,
    turnTrigger: params.turnTrigger ?? null,
    images: imagesOf(input),
    skills: skillsOf(input),
    apps: distinct(mentions, 'app://').map(([connectorId, appName]) => ({ connectorId, appName })),
    plugins: distinct(mentions, 'plugin://').map(([pluginId]) => pluginId),
  };
}

/** Images of an input whose data is in the message; files are not looked at. */
function imagesOf(input: readonly UserInput[]): readonly ImagePreparation[] {
  return input.flatMap(({ type, url, detail }) => {
    const image = type === 'image' && url != null ? imagePreparation(url, 'user', null, detail ?? null) : null;
    return image === null ? [] : [image];
  });
}

function overrideOf(params: TurnStartParams): SettingsOverride {
  const override: { -readonly [K in keyof SettingsOverride]: SettingsOverride[K] } = {};
  if (params.model != null) override.model = params.model;
  if (params.effort != null) override.reasoningEffort = params.effort;
  if (params.summary != null) override.reasoningSummary = params.summary;
  if (params.serviceTier !== undefined) override.serviceTier = params.serviceTier;
  if (params.approvalPolicy != null) override.approvalPolicy = policyName(params.approvalPolicy);
  if (params.approvalsReviewer != null) override.approvalsReviewer = params.approvalsReviewer;
  if (params.sandboxPolicy != null) override.sandbox = classifySandboxPolicy(params.sandboxPolicy);
  if (params.personality != null) override.personality = params.personality;
  if (params.collaborationMode == null) return override;
  // A mode brings its own model and effort; an effort of null goes back to the default of the model.
  const { mode, settings } = params.collaborationMode;
  override.collaborationMode = mode;
  if (settings?.model != null) override.model = settings.model;
  if (settings?.reasoning_effort !== undefined) override.reasoningEffort = settings.reasoning_effort;
  return override;
}

/** A policy is a word; the granular one is an object. */
export function policyName(policy: string | object): string {
  return typeof policy === 'string' ? policy : 'granular';
}

/** Its parts are bounded: a long text with many beginnings and no end would be read once for each of them. */
const linkInText = /\[[$@][^\]]{0,256}\]\(((?:app|plugin):\/\/[^)\s]{1,512})\)/g;

/** Mentions of apps and plugins: a part of the input, or a link in a text. */
function mentionOf(part: UserInput): readonly (readonly [path: string, name: string | null])[] {
  if (part.type === 'mention') return part.path == null ? [] : [[part.path, part.name ?? null]];
  if (part.type !== 'text' || part.text == null || !part.text.includes('://')) return [];
  return [...part.text.matchAll(linkInText)].map(([, path]) => [path!, null]);
}

function distinct(
  mentions: readonly (readonly [string, string | null])[],
  scheme: string,
): readonly (readonly [string, string | null])[] {
  const named = new Map<string, string | null>();
  for (const [path, name] of mentions) {
    if (!path.startsWith(scheme)) continue;
    const id = path.slice(scheme.length);
    named.set(id, named.get(id) ?? name);
  }
  return [...named];
}

/** Names after a `$` in a text, and skills that are parts of the input. */
function skillsOf(input: readonly UserInput[]): readonly MentionedSkill[] {
  const named = new Map<string, MentionedSkill>();
  for (const { type, name, path, skillId, text } of input) {
    if (type === 'skill' && name != null) {
      named.set(name, { name, ...(path == null ? {} : { path }), redactedId: redactedSkillId(skillId) });
    }
    if (type !== 'text' || text == null || !text.includes('$')) continue;
    for (const [, mentioned] of text.matchAll(/\$([A-Za-z0-9_:-]+)/g)) {
      if (!named.has(mentioned!)) named.set(mentioned!, { name: mentioned!, redactedId: null });
    }
  }
  return [...named.values()];
}
