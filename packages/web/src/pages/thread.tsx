import { address } from '../address.js';
import type { PageDefinition } from './define-page.js';

export const threadPage: PageDefinition = {
  view: 'thread',
  title: 'Thread',
  lead: 'What happened in this thread, in order.',
  filtered: false,
  Page: ThreadPage,
};

function ThreadPage() {
  const id = address.value.extras['id'] ?? '';
  return <p data-thread-id={id}>{id}</p>;
}
