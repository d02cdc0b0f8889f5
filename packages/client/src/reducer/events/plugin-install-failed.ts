import { Type } from 'typebox';

import type { PluginInstallFailedFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';
import { pluginFields, pluginValues } from './plugin-fields.js';

/** What {@link pluginInstallFailed} is made from. */
export interface PluginInstallFailedInput {
  readonly fact: PluginInstallFailedFact;
  readonly productClientId: string | null;
}

/** A plugin could not be installed. */
export const pluginInstallFailed = defineEvent({
  type: 'codex_plugin_install_failed',
  since: '0.169.0',
  summary: 'A plugin/install was refused.',
  params: Type.Object({
    ...pluginFields,
    source: field.string({ description: 'Who wanted it: `manual`.', source: 'constant' }),
    error_type: field.string({ description: 'What went wrong, as `plugin_not_found`.', source: 'text of the error' }),
    sub_error_type: field.stringOrNull({
      description: 'HTTP status of a remote marketplace, as `http_404`.',
      source: 'text of the error',
    }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, productClientId }: PluginInstallFailedInput) => ({
    ...pluginValues(fact.plugin, productClientId),
    source: fact.source,
    error_type: fact.errorType,
    sub_error_type: fact.subErrorType,
  }),
});
