import { devices } from 'playwright-core';

/**
 * Chromium's own devices only, so that what the dashboard says of browsers is true. Those of one class go by the first
 * one's User-Agent, since each takes a browser process of its own (see browsers.mjs).
 */
const DEVICES = {
  desktop: ['Desktop Chrome', 'Desktop Chrome HiDPI'],
  phone: ['Pixel 7', 'Galaxy S9+', 'Pixel 4a (5G) landscape'],
  tablet: ['Galaxy Tab S4', 'Galaxy Tab S4 landscape'],
};
const DEVICE_WEIGHTS = { desktop: 0.54, phone: 0.34, tablet: 0.12 };

/** A roll-out, by how many visitors came before: each release is first seen after the one before it. */
const ROLL_OUT = [
  [0, { '1.4.1': 1 }],
  [4, { '1.4.1': 0.3, '1.4.2': 0.7 }],
  [10, { '1.4.1': 0.2, '1.4.2': 0.42, '1.5.0': 0.38 }],
];

const ANSWER_WEIGHTS = { accept: 0.62, qualityOnly: 0.08, refuse: 0.18, ignore: 0.12 };
const CARD_WEIGHTS = { 4242: 0.9, '0002': 0.07, '0500': 0.03 };
const LEAVING_WEIGHTS = { close: 0.6, crash: 0.08, midway: 0.12, offline: 0.12, offlineThenClose: 0.08 };

/** What people come for: each is the list of activities of activities.mjs, in order. */
const INTENTS = {
  glance: ['browse'],
  compare: ['browse', 'readProduct', 'sortAndFilter', 'readProduct', 'wish'],
  buy: ['browse', 'readProduct', 'addToCart', 'checkOut'],
  searchAndBuy: ['search', 'readProduct', 'askDelivery', 'addToCart', 'checkOut', 'exportOrders'],
  explore: ['sortAndFilter', 'readProduct', 'viewIn3d', 'wish', 'askStock'],
  settle: ['readHelp', 'changeSetting', 'sortAndFilter', 'readProduct', 'wish', 'addToCart', 'checkOut'],
  fill: ['browse', 'readProduct', 'addToCart', 'search', 'readProduct', 'addToCart'],
};
const INTENT_WEIGHTS = { glance: 2, compare: 3, buy: 4, searchAndBuy: 3, explore: 2, settle: 2, fill: 1 };

const drawDevice = (random) => {
  const names = DEVICES[random.weighted(DEVICE_WEIGHTS)];
  return { ...devices[random.one(names)], userAgent: devices[names[0]].userAgent };
};

/**
 * Draws a synthetic visitor: which release and device, what they answer when asked for consent, what they do, how fast,
 * and how they leave.
 *
 * @param before how many visitors came before
 */
export const drawVisitor = (random, before) => ({
  release: random.weighted(ROLL_OUT.findLast(([from]) => before >= from)[1]),
  device: drawDevice(random),
  locale: random.one(['en-GB', 'en-US', 'de-DE', 'nb-NO', 'ja-JP']),
  colorScheme: random.one(['light', 'dark']),
  answer: random.weighted(ANSWER_WEIGHTS),
  card: random.weighted(CARD_WEIGHTS),
  activities: INTENTS[random.weighted(INTENT_WEIGHTS)],
  /** How long this person thinks, against others. */
  pace: random.between(0.6, 1.7),
  leaving: random.weighted(LEAVING_WEIGHTS),
});
