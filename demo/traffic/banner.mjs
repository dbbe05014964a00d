const BUTTONS = { accept: /accept|allow|agree|yes/i, refuse: /refuse|reject|decline|deny|no\b/i };
const PATIENCE = 5000;

/** Answers Sonde's banner as this visitor does; who ignores it goes on without a word. */
export const answerBanner = async (page, { answer, device }) => {
  if (answer === 'ignore') return;
  const button = page.getByRole('button', { name: BUTTONS[answer] }).first();
  await button.waitFor({ timeout: PATIENCE });
  await (device.hasTouch ? button.tap() : button.click());
};
