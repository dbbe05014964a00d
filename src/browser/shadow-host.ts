import { attempt } from './attempt.js';
import { make } from './make.js';

/**
 * An element with a shadow root and a style sheet of its own, which no plugin looks into; it is not in the document yet.
 *
 * @param name has a hyphen, so that the page's rules for its own elements do not match it.
 * @example
 * document.body.append(shadowHost('sonde-privacy', 'en', 'p{color:red}'));
 */
export const shadowHost = (name: string, lang: string, css: string): HTMLElement => {
  const host = make(name as 'div');
  host.lang = lang;
  host.dataset.telemetry = 'off';
  const root = host.attachShadow({ mode: 'open' });
  attempt(() => {
    // Before Safari 16.4 there are no such sheets, and a Content-Security-Policy may forbid others: plain, but works.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  });
  return host;
};
