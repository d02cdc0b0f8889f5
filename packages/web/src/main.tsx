/** Asks for the numbers, then loads the boards that show them. */
import './style/base.css';
import './style/parts.css';
import './style/charts.css';
import { address, followAddress } from './address.js';
import { askEarly } from './ask.js';
import { firstQuestions } from './first-questions.js';
import { listenLive } from './live.js';

followAddress();
for (const name of firstQuestions[address.value.view] ?? []) askEarly(name);
const root = document.getElementById('app');
if (root !== null) {
  import('./app.js').then(
    ({ showApp }) => showApp(root),
    () => (root.textContent = 'A part of this page could not be loaded: reload it.'),
  );
}
listenLive();
