import { field } from '../define-event.js';

/** What the two events about apps have in common. */
export const appFields = {
  connector_id: field.stringOrNull({
    description: 'Connector of the app; null when it is not known.',
    source: '`app://` mention; item.appContext.connectorId',
    carries: 'name',
  }),
  thread_id: field.stringOrNull({ description: 'The thread.', source: 'turn', column: 'thread_id' }),
  turn_id: field.stringOrNull({ description: 'The turn.', source: 'turn', column: 'turn_id' }),
  app_name: field.stringOrNull({
    description: 'Name of the app; null when it is not known.',
    source: 'name of the mention; item.appContext.appName',
    carries: 'name',
  }),
  product_client_id: field.stringOrNull({
    description: 'Originator.',
    source: 'connection of the thread',
    column: 'product_client_id',
  }),
  invoke_type: field.stringOrNull({
    description: '`explicit` or `implicit`.',
    source: 'whether the turn named the app',
  }),
  model_slug: field.stringOrNull({
    description: 'Model of the turn.',
    source: 'configuration of the turn',
    column: 'model_slug',
  }),
};
