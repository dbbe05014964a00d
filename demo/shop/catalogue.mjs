import { PRODUCTS } from './products.mjs';

export const CATEGORIES = {
  pressure: 'Pressure',
  wind: 'Wind',
  rain: 'Rain and snow',
  temperature: 'Temperature',
  sky: 'Sky',
  field: 'Field kit',
};

const byId = new Map(PRODUCTS.map((entry) => [entry.id, entry]));

/** The product of that id, or `undefined`. */
export const findProduct = (id) => byId.get(Number(id));

/** Products whose words begin with what was asked for, best first. */
export const search = (query) => {
  const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return [];
  const score = ({ name, summary, category, facts }) => {
    const count = (text, weight) =>
      words.filter((word) => new RegExp(`(^|[^\\p{L}\\p{N}])${word}`, 'iu').test(text)).length * weight;
    return count(name, 9) + count(CATEGORIES[category], 3) + count(summary, 2) + count(facts.join(' '), 1);
  };
  return PRODUCTS.map((entry) => [score(entry), entry])
    .filter(([points]) => points > 0)
    .sort(([a], [b]) => b - a)
    .map(([, entry]) => entry);
};
