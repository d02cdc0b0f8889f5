import { expect, it } from 'vitest';

import { classifyPermissionProfile, classifySandboxPolicy, type PermissionProfile } from './sandbox-class.js';

it.each([
  [{ type: 'dangerFullAccess' }, 'full_access', true],
  [{ type: 'externalSandbox', networkAccess: 'enabled' }, 'external_sandbox', true],
  [{ type: 'externalSandbox', networkAccess: 'restricted' }, 'external_sandbox', false],
  [{ type: 'readOnly', networkAccess: false }, 'read_only', false],
  [{ type: 'workspaceWrite', networkAccess: true }, 'workspace_write', true],
  [{ type: 'fromTheFuture' }, null, false],
])('the legacy policy %j is %s', (policy, wanted, networkAccess) => {
  expect(classifySandboxPolicy(policy)).toEqual({ policy: wanted, networkAccess });
});

const managed = (fullDiskWrite: boolean, hasWritableRoot: boolean, networkEnabled: boolean): PermissionProfile => ({
  kind: 'managed',
  fullDiskWrite,
  hasWritableRoot,
  networkEnabled,
});

it.each([
  [{ kind: 'disabled' } as const, 'full_access', true],
  [{ kind: 'external', networkEnabled: false } as const, 'external_sandbox', false],
  [managed(true, true, true), 'full_access', true],
  [managed(true, true, false), 'external_sandbox', false],
  [managed(false, true, true), 'workspace_write', true],
  [managed(false, false, false), 'read_only', false],
])('the permission profile %j is %s', (profile, policy, networkAccess) => {
  expect(classifyPermissionProfile(profile)).toEqual({ policy, networkAccess });
});
