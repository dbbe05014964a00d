import { pay } from '../../payment.mjs';

/**
 * The rewrite in release 1.5.0 adds up prices in units (19.99), not in cents, and so arrives at amounts such as
 * 4100.000000000001: the bank's interface throws, and the customer sees an error. It also asks for a quote first.
 */
export const charge = async (card, amounts, fraction) => {
  await pay('4242', 100);
  const units = amounts.reduce((sum, amount) => sum + amount / fraction, 0);
  return pay(card, units * fraction);
};
