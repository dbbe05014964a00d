import { fingerprint } from '../browser/fingerprint.js';
import { make } from '../browser/make.js';
import { hasPrivacySignal } from '../browser/privacy-signal.js';
import { shadowHost } from '../browser/shadow-host.js';
import { type Consent, PURPOSES, sameFor } from '../event.js';
import { bannerStyle } from './banner-style.js';
import { type BannerText, english } from './banner-text.js';
import { type ChoiceWay, onChoice, readChoice, writeChoice } from './remembered.js';
import type { ConsentSource } from './source.js';

export type { BannerText } from './banner-text.js';

export interface BannerOptions {
  /** Words of the site's own, all or some; English otherwise. The direction of writing follows from them. */
  readonly text?: Partial<BannerText>;
  /** The version of what visitors are told. An answer to another version does not count, and they are asked again. */
  readonly policy?: string;
  /** Where visitors read more. */
  readonly policyUrl?: string;
}

/**
 * Sonde's own way to ask: a bar at the foot of the window, first in the document's order, that blocks nothing; accepting
 * and rejecting take one press of buttons alike; purposes are chosen one by one in a dialog, which `sonde.consent.open()`
 * shows again later. The answer is remembered on the device (`sonde.consent` in localStorage), and the origin's other
 * tabs follow it. Before an answer nothing is stored, and no purpose is ticked; with Global Privacy Control the answer
 * counts as a refusal until another is given.
 *
 * It needs no `unsafe-inline` of a Content-Security-Policy, and is themed by custom properties: see banner-style.ts.
 *
 * @example
 * const consent = banner({ policy: '2026-05', policyUrl: '/privacy' });
 * const sonde = init({ endpoint: '/telemetry', service: 'shop', consent });
 * privacyLink.onclick = () => sonde.consent.open();
 */
export const banner = ({ text, policy, policyUrl }: BannerOptions = {}): ConsentSource => {
  const words: BannerText = { ...english, ...text };
  const listeners = new Set<(consent: Consent) => void>();
  let consent: Consent;
  let isAnswered: boolean;
  let host: HTMLElement | undefined;
  let region: HTMLElement | undefined;
  let dialog: HTMLDialogElement | undefined;

  const button = (label: string, onclick: () => void, className = ''): HTMLElement =>
    Object.assign(make('button', label), { onclick, className });

  const show = (element: HTMLElement): void => {
    host ||= shadowHost('sonde-consent', words.lang, bannerStyle);
    element.dir = 'auto';
    element.setAttribute('aria-label', words.title);
    host.shadowRoot?.append(element);
    // Not again where it is: what has the focus in it would lose it.
    // Before the body, which Turbo, htmx and Astro's router replace at each visit.
    if (!host.isConnected) document.body.before(host);
  };

  const hide = (element: HTMLElement | undefined): void => {
    element?.remove();
    if (!host?.shadowRoot?.childElementCount) host?.remove();
  };

  const answer = (choice: Consent, way: ChoiceWay): void => {
    writeChoice({
      choice,
      way,
      gpc: hasPrivacySignal(),
      policy,
      textHash: fingerprint(JSON.stringify(words)),
    });
    follow(choice);
  };

  const question = (): HTMLElement[] => {
    const link = make('a', words.policy);
    if (policyUrl) link.href = policyUrl;
    return [make('h2', words.title), make('p', words.body, ' ', policyUrl ? link : '')];
  };

  const equals = (): HTMLElement[] => [
    button(words.accept, () => answer(sameFor('granted'), 'accept'), 'equal'),
    button(words.reject, () => answer(sameFor('denied'), 'reject'), 'equal'),
  ];

  const open = (): void => {
    if (dialog?.open) return;
    const boxes = PURPOSES.map((purpose) =>
      Object.assign(make('input'), { type: 'checkbox', checked: consent[purpose] === 'granted' }),
    );
    const save = (): void => {
      const states = boxes.map(({ checked }, place) => [PURPOSES[place], checked ? 'granted' : 'denied']);
      answer(Object.fromEntries(states), 'custom');
    };
    dialog = make(
      'dialog',
      ...question(),
      ...PURPOSES.map((purpose, place) => make('label', boxes[place] as Node, words[purpose])),
      make(
        'div',
        ...equals(),
        button(words.save, save),
        button(words.close, () => dialog?.close()),
      ),
    );
    dialog.onclose = (event) => hide(event.target as HTMLElement);
    show(dialog);
    dialog.showModal();
  };

  const ask = (): void => {
    if (isAnswered || region || !listeners.size) return;
    const bar = make('section', ...question(), make('div', ...equals(), button(words.choose, open)));
    region = bar;
    show(bar);
    try {
      // What has the focus may not lie under the bar: the page can be scrolled by its height, and browsers do so.
      // https://www.w3.org/WAI/WCAG22/Understanding/focus-not-obscured-minimum
      const room = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, room];
      new ResizeObserver(() => {
        const height = `${innerHeight - bar.getBoundingClientRect().top}px`;
        room.replaceSync(
          bar.isConnected ? `:root{padding-bottom:${height};scroll-padding-bottom:${height}}` : '',
        );
      }).observe(bar);
    } catch {}
  };

  /** Takes the answer, or that there is none: asks or ceases to ask, and tells. */
  const follow = (choice = readChoice(policy)): void => {
    isAnswered = !!choice && !Object.values(choice).includes('unknown');
    consent = choice || sameFor(hasPrivacySignal() ? 'denied' : 'unknown');
    dialog?.close();
    hide(dialog);
    if (isAnswered) region = void hide(region);
    else if (document.body) ask();
    else document.addEventListener('DOMContentLoaded', ask);
    for (const listener of listeners) listener(consent);
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      follow();
      const undo = onChoice(() => {
        // To whichever policy: a page that is open while a new one is accepted elsewhere has no other question.
        const choice = readChoice();
        // This tab's own answer comes back with the next text that another one stores.
        if (PURPOSES.some((purpose) => choice?.[purpose] !== consent[purpose])) follow(choice);
      });
      return () => {
        undo();
        listeners.delete(listener);
        if (!listeners.size) region = void hide(region);
      };
    },
    set: (choice) => answer(choice, 'custom'),
    open,
  };
};
