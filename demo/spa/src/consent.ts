import { sonde } from './telemetry';

const ANSWERS: Record<string, () => void> = {
  all: () => sonde.consent.grant(),
  diagnostics: () => {
    sonde.consent.deny('analytics');
    sonde.consent.grant('diagnostics');
  },
  none: () => sonde.consent.deny(),
};

const bar = document.querySelector<HTMLElement>('#consent');

/** Shows the question; `settings` does it again on request. */
export const askForConsent = (): void => {
  if (bar) bar.hidden = false;
};

/** Asks whoever has not answered yet. */
export const startConsent = (): void => {
  bar?.addEventListener('click', ({ target }) => {
    const answer = ANSWERS[(target as HTMLElement).dataset.answer ?? ''];
    if (!answer) return;
    answer();
    bar.hidden = true;
  });
  if (Object.values(sonde.consent.state()).includes('unknown')) askForConsent();
};
