/** What the shop sells. Prices are in euro cents; `picture` names a drawing in pictures.mjs. */

export const CATEGORIES = {
  pressure: 'Pressure',
  wind: 'Wind',
  rain: 'Rain and snow',
  temperature: 'Temperature',
  sky: 'Sky',
  field: 'Field kit',
};

const product = (id, category, picture, price, name, summary, facts) => ({
  id,
  category,
  picture,
  price,
  name,
  summary,
  facts,
});

export const PRODUCTS = [
  product(
    1001,
    'pressure',
    'barometer',
    12905,
    'Aneroid barometer',
    'A brass dial that tells tomorrow by the fall of a needle.',
    ['960 to 1060 hPa', 'Brass, 140 mm', 'Set once for your altitude'],
  ),
  product(
    1002,
    'pressure',
    'stormGlass',
    4910,
    'Storm glass',
    'Camphor crystals that FitzRoy swore by. Pretty, and sometimes right.',
    ['Sealed glass, 210 mm', 'Oak foot', 'No calibration possible'],
  ),
  product(
    1003,
    'pressure',
    'barograph',
    38930,
    'Barograph',
    'A week of pressure on a paper drum, drawn by a pen that never tires.',
    ['Seven-day clockwork', '52 charts included', 'Walnut case'],
  ),
  product(
    1011,
    'wind',
    'anemometer',
    8420,
    'Cup anemometer',
    'Three cups on a sealed bearing: starts to turn at half a metre a second.',
    ['0.5 to 60 m/s', 'Pulse output', 'Mast clamp 30 to 50 mm'],
  ),
  product(
    1012,
    'wind',
    'vane',
    15615,
    'Copper wind vane',
    'Balanced by hand, so that a breeze is enough to turn it.',
    ['Copper and brass', 'Height 620 mm', 'Roof or post mount'],
  ),
  product(
    1013,
    'wind',
    'windsock',
    2935,
    'Wind sock',
    'The whole story of the wind at a glance, from across the field.',
    ['Rip-stop nylon, 1.2 m', 'Swivel included', 'Full at 15 knots'],
  ),
  product(
    1014,
    'wind',
    'meter',
    6230,
    'Pocket wind meter',
    'Holds the last gust on its display until you have written it down.',
    ['0.4 to 40 m/s', 'Runs 300 hours', 'Floats'],
  ),
  product(
    1021,
    'rain',
    'gauge',
    5810,
    'Copper rain gauge',
    'Five inches across, as observers have used since 1860.',
    ['127 mm funnel', 'Glass measure to 0.1 mm', 'Splash-proof rim'],
  ),
  product(
    1022,
    'rain',
    'bucket',
    13970,
    'Tipping-bucket gauge',
    'Counts every fifth of a millimetre and never needs emptying.',
    ['0.2 mm a tip', 'Reed contact', 'Level built in'],
  ),
  product(
    1023,
    'rain',
    'stake',
    2415,
    'Snow stake',
    'Two metres of patience, readable from the kitchen window.',
    ['200 cm, in centimetres', 'UV-stable print', 'Ground spike'],
  ),
  product(
    1031,
    'temperature',
    'minmax',
    3425,
    'Min–max thermometer',
    'Two steel markers remember the night for you.',
    ['-40 to 50 °C', 'Mercury-free', 'Reset magnet'],
  ),
  product(
    1032,
    'temperature',
    'psychrometer',
    7210,
    'Whirling psychrometer',
    'Swing for half a minute, read two thermometers, know the dew point.',
    ['Wet and dry bulb', 'Table on the handle', 'Spare wicks'],
  ),
  product(
    1033,
    'temperature',
    'galileo',
    4530,
    'Galileo thermometer',
    'Seven glass floats argue about the temperature until one gives in.',
    ['18 to 30 °C', 'Height 340 mm', 'Hand-blown'],
  ),
  product(
    1041,
    'sky',
    'balloon',
    3985,
    'Weather balloon, 200 g',
    'Reaches 25 km before it bursts. Helium not included.',
    ['Natural latex', 'Payload 250 g', 'Neck 30 mm'],
  ),
  product(
    1042,
    'sky',
    'radiosonde',
    21930,
    'Radiosonde kit',
    'Pressure, temperature, humidity and position from 30 km up.',
    ['95 g with battery', '403 MHz, 60 mW', 'Ground receiver included'],
  ),
  product(
    1043,
    'sky',
    'clouds',
    1815,
    'Cloud atlas poster',
    'Ten genera and their species, so that you can settle the argument.',
    ['594 × 841 mm', 'Uncoated 200 g paper', 'Printed in Bergen'],
  ),
  product(
    1044,
    'sky',
    'lightning',
    9735,
    'Lightning detector',
    'Hears a strike at forty kilometres and says how far it is.',
    ['5 to 40 km', 'Rejects sparks from motors', 'USB-C, 80 hours'],
  ),
  product(
    1051,
    'field',
    'notebook',
    1420,
    'Observer’s notebook',
    'A page a day with the columns you need, on paper that takes rain.',
    ['384 pages', 'Stone paper', 'Lies flat'],
  ),
  product(
    1052,
    'field',
    'kite',
    6615,
    'Instrument kite',
    'Lifts a logger to 200 m in a steady wind, and comes down gently.',
    ['Delta, 2.4 m', 'Lifts 300 g at 5 m/s', '250 m of line'],
  ),
  product(
    1053,
    'field',
    'screen',
    24520,
    'Stevenson screen',
    'Double louvres and white paint: shade for instruments, as it should be.',
    ['Larch, primed', 'Inside 420 × 300 mm', 'Door faces north'],
  ),
];

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
