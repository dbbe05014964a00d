import { render } from 'preact';
import { App } from './app.js';
import { createRefresher } from './refresher.js';
import { createSource } from './source.js';
import { applyTheme, rememberedTheme } from './theme.js';

applyTheme(rememberedTheme());
const root = document.getElementById('root');
if (root) render(<App source={createSource()} refresher={createRefresher()} />, root);
