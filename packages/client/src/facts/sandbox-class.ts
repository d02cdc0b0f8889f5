import type { SandboxPolicy } from '../protocol/messages/settings.js';

/** What the sandbox of a turn lets a command do, in four words. */
export type SandboxClass = 'read_only' | 'workspace_write' | 'full_access' | 'external_sandbox';

/** The class and the network access of a sandbox; the two are independent but for full access, which has the network. */
export interface SandboxSummary {
  readonly policy: SandboxClass | null;
  readonly networkAccess: boolean;
}

const classOfLegacyType: Readonly<Record<string, SandboxClass>> = {
  dangerFullAccess: 'full_access',
  externalSandbox: 'external_sandbox',
  readOnly: 'read_only',
  workspaceWrite: 'workspace_write',
};

/** Classifies the legacy policy that the protocol shows. A type that we don't know has no class. */
export function classifySandboxPolicy(policy: SandboxPolicy): SandboxSummary {
  const known = classOfLegacyType[policy.type] ?? null;
  const { networkAccess } = policy;
  return {
    policy: known,
    networkAccess: known === 'full_access' || networkAccess === true || networkAccess === 'enabled',
  };
}

/**
 * A permission profile, as runtime decisions use it. `Disabled` (no sandbox) and `External` (somebody else's) stay distinct;
 * deny-read rules do not change the class.
 */
export type PermissionProfile =
  | { readonly kind: 'disabled' }
  | { readonly kind: 'external'; readonly networkEnabled: boolean }
  | {
      readonly kind: 'managed';
      readonly fullDiskWrite: boolean;
      /** Whether any writable root is left when the profile is resolved against the working folder. */
      readonly hasWritableRoot: boolean;
      readonly networkEnabled: boolean;
    };

/** Classifies a permission profile, for sources that know it. */
export function classifyPermissionProfile(profile: PermissionProfile): SandboxSummary {
  switch (profile.kind) {
    case 'disabled':
      return { policy: 'full_access', networkAccess: true };
    case 'external':
      return { policy: 'external_sandbox', networkAccess: profile.networkEnabled };
    case 'managed':
      return { policy: classOfManaged(profile), networkAccess: profile.networkEnabled };
  }
}

function classOfManaged(profile: Extract<PermissionProfile, { kind: 'managed' }>): SandboxClass {
  if (profile.fullDiskWrite) return profile.networkEnabled ? 'full_access' : 'external_sandbox';
  return profile.hasWritableRoot ? 'workspace_write' : 'read_only';
}
