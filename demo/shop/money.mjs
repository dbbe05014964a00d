/** Units of each currency for one euro, and how many of its smallest units make one. Fixed: this is a demo. */
export const CURRENCIES = {
  EUR: { rate: 1, fraction: 100 },
  USD: { rate: 1.09, fraction: 100 },
  GBP: { rate: 0.86, fraction: 100 },
  JPY: { rate: 168, fraction: 1 },
};

/** Euro cents in a currency's smallest unit. */
export const convert = (cents, currency) => {
  const { rate, fraction } = CURRENCIES[currency];
  return Math.round((cents / 100) * rate * fraction);
};

/** An amount in the currency's smallest unit as a price to read: `€129.05`. */
export const format = (amount, currency) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount / CURRENCIES[currency].fraction);

/** Euro cents as a price to read in another currency. */
export const price = (cents, currency) => format(convert(cents, currency), currency);
