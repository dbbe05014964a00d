import './style.css';
import { startConsent } from './consent';
import { comparePage, launchesPage, launchPage, notFoundPage, settingsPage } from './pages';
import { startRouter } from './router';

const main = document.querySelector<HTMLElement>('main');
if (main)
  startRouter(main, [
    [/^\/$/, launchesPage],
    [/^\/launches\/(\d+)$/, launchPage],
    [/^\/compare$/, comparePage],
    [/^\/settings$/, settingsPage],
    [/^/, notFoundPage],
  ]);
startConsent();
