import type { RequestedPermissions } from '../protocol/messages/approval.js';

/** How a request for permissions is reported, whoever reviews it. */
export function permissionsSubject(permissions: RequestedPermissions) {
  const network = permissions.network?.enabled === true;
  const fileSystem = permissions.fileSystem !== null && permissions.fileSystem !== undefined;
  return {
    subjectKind: 'permissions',
    subjectName: 'permissions',
    trigger: network ? 'network_policy_denial' : fileSystem ? 'sandbox_denial' : 'initial',
    requestedAdditionalPermissions: network || fileSystem,
    requestedNetworkAccess: network,
    escalates: false,
  };
}
