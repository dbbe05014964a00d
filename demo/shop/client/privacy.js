import { notice } from './notice.js';

const WORDS = { granted: 'yes', denied: 'no', unknown: 'not asked yet' };

const show = (consent) => {
  for (const element of document.querySelectorAll('[data-consent-of]'))
    element.textContent = WORDS[consent[element.dataset.consentOf]];
};

/** The ways back to the choice about privacy: the link at the foot of each page, and the privacy page. */
export const privacy = () => {
  const open = () =>
    window.sonde?.consent
      ? window.sonde.consent.open()
      : notice('Nothing is measured here: the script was blocked.');
  for (const button of document.querySelectorAll('#privacy-settings, #change-choice'))
    button.addEventListener('click', open);

  document.querySelector('#opt-out')?.addEventListener('click', () => {
    window.sonde?.optOut?.();
    notice('Opted out. Nothing is measured on this device.');
  });

  const follow = () => {
    if (!window.sonde?.consent) return;
    show(window.sonde.consent.state());
    window.sonde.consent.onChange(show);
  };
  if (document.querySelector('[data-consent-of]')) {
    if (window.sonde?.consent) follow();
    else addEventListener('load', follow, { once: true });
  }
};
