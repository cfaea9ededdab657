import { render } from 'preact';
import { App } from './app/app';
import { language } from './i18n';

document.documentElement.lang = language();
const place = document.getElementById('app');
if (place) render(<App />, place);
