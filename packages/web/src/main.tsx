import { render } from 'preact';

import './style/base.css';
import './style/parts.css';
import './style/charts.css';
import { followAddress } from './address.js';
import { App } from './app.js';
import { listenLive } from './live.js';

followAddress();
listenLive();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
