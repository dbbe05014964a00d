import { findProduct } from './catalogue.mjs';
import { convert } from './money.mjs';

const MOST_OF_ONE = 9;
/** Euro cents. */
const SHIPPING = 690;
const FREE_FROM = 15000;

/** The cart as its cookie writes it: `1001-2.1042-1`. What is not for sale (any more) is left out. */
export const parseCart = (text = '') =>
  text
    .split('.')
    .map((entry) => entry.split('-').map(Number))
    .filter(([id, quantity]) => findProduct(id) && quantity >= 1)
    .map(([id, quantity]) => ({ product: findProduct(id), quantity: Math.min(quantity, MOST_OF_ONE) }));

export const writeCart = (lines) =>
  lines.map(({ product, quantity }) => `${product.id}-${quantity}`).join('.');

/** The cart with this many of a product; 0 takes it out. */
export const setQuantity = (lines, product, quantity) => {
  const others = lines.some((line) => line.product === product)
    ? lines.map((line) => (line.product === product ? { product, quantity } : line))
    : [...lines, { product, quantity }];
  return others
    .filter((line) => line.quantity >= 1)
    .map((line) => ({ ...line, quantity: Math.min(line.quantity, MOST_OF_ONE) }));
};

export const quantityOf = (lines, product) => lines.find((line) => line.product === product)?.quantity ?? 0;

/** What the cart comes to: `amounts` for each line and `shipping`, all in the currency's smallest unit. */
export const totals = (lines, currency) => {
  const goods = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  const shipping = goods === 0 || goods >= FREE_FROM ? 0 : convert(SHIPPING, currency);
  const amounts = lines.map(({ product, quantity }) => convert(product.price * quantity, currency));
  return { amounts, shipping, total: amounts.reduce((sum, amount) => sum + amount, shipping) };
};
