import { setTimeout as wait } from 'node:timers/promises';

/** The demo's saved cards. What each does stands beside it on the checkout page. */
export const CARDS = {
  4242: { label: 'Visa ending in 4242', hint: 'is accepted' },
  '0002': { label: 'Mastercard ending in 0002', hint: 'is declined by its bank' },
  '0500': { label: 'Visa ending in 0500', hint: 'makes the payment server fail' },
};

/**
 * Asks the bank.
 *
 * @param card the last four digits, a key of CARDS
 * @param amount in the currency's smallest unit, a whole number
 * @returns `'accepted'` or `'declined'`
 * @throws where the bank did not answer
 */
export const pay = async (card, amount) => {
  await wait(180 + Math.random() * 160);
  if (!Number.isInteger(amount) || amount <= 0)
    throw new RangeError(`not an amount in whole units: ${amount}`);
  if (card === '0500') throw new Error('the bank did not answer');
  return card === '4242' ? 'accepted' : 'declined';
};

/**
 * Charges an order.
 *
 * @param amounts what each line and the shipping come to, in the currency's smallest unit
 * @param fraction how many of the smallest unit make one
 */
export const charge = (card, amounts, _fraction) =>
  pay(
    card,
    amounts.reduce((sum, amount) => sum + amount, 0),
  );
