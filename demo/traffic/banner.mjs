const PATIENCE = 5000;

/** Answers Sonde's banner as this visitor does; who ignores it goes on without a word. */
export const answerBanner = async (page, { answer, device }) => {
  if (answer === 'ignore') return;
  const press = async (name) => {
    const button = page.getByRole('button', { name });
    await (device.hasTouch ? button.tap({ timeout: PATIENCE }) : button.click({ timeout: PATIENCE }));
  };
  if (answer === 'accept') return press('Accept all');
  if (answer === 'refuse') return press('Reject all');
  await press('Choose');
  await page.getByRole('checkbox', { name: /^Quality/ }).check({ timeout: PATIENCE });
  await press('Save choice');
};
