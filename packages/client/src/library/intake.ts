/** Messages that an app-server is full of and nobody needs are refused by their method, before anything is made of them. */
export const takesIn = {
  clientRequest: oneOf('turn/start', 'turn/steer'),
  clientResponse: oneOf('thread/start', 'thread/resume', 'thread/fork', 'turn/start', 'turn/steer'),
  serverRequest: oneOf(
    'item/commandExecution/requestApproval',
    'item/fileChange/requestApproval',
    'item/permissions/requestApproval',
  ),
  /** The answer for permissions counts as what is left of it: `observeEffectivePermissions`. */
  serverResponse: oneOf('item/commandExecution/requestApproval', 'item/fileChange/requestApproval'),
  notification: oneOf(
    'turn/started',
    'turn/completed',
    'turn/diff/updated',
    'item/started',
    'item/completed',
    'item/autoApprovalReview/started',
    'item/autoApprovalReview/completed',
  ),
} as const;

function oneOf(...methods: readonly string[]): (method: string) => boolean {
  const known = new Set(methods);
  return (method) => known.has(method);
}
