import { loadPeers } from '../peer.js';
import { wellFormed } from './any-value.js';
import type { TextAttributes } from './attributes.js';

/** Distinct User-Agents remembered; a site sees a few hundred. */
const REMEMBERED = 1000;

/** Longer ones are cut: no browser's is, and the parser's patterns cost by length. */
const MAX_LENGTH = 500;

/** Crawlers that say so. A headless browser is not one: monitors and tests are visitors that somebody sent. */
const BOT = /bot\b|crawl|spider|slurp|mediapartners|facebookexternalhit|lighthouse/i;

const DEVICE_CLASSES: Readonly<Record<string, string>> = {
  mobile: 'mobile',
  wearable: 'mobile',
  tablet: 'tablet',
};

/** Reads a User-Agent into attributes; none where it is not a browser's. */
export type BrowserReader = (userAgent: string) => Readonly<TextAttributes>;

/**
 * Makes a reader of User-Agents: `user_agent.name`, `user_agent.version` (major), `os.name` and `sonde.device.class`
 * (`mobile`, `tablet`, `desktop` or `bot`). The User-Agent itself is not kept: it can tell people apart.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/user-agent/
 */
export const createBrowserReader = async (): Promise<BrowserReader> => {
  const { UAParser } = await loadPeers(['ua-parser-js'], () => import('ua-parser-js'));
  const remembered = new Map<string, Readonly<TextAttributes>>();
  const parse = (userAgent: string): Readonly<TextAttributes> => {
    const { browser, os, device } = new UAParser(userAgent).getResult();
    const bot = BOT.test(userAgent);
    if (browser.name === undefined && !bot) return {};
    const version = browser.version?.split('.', 1)[0];
    return {
      ...(browser.name === undefined ? {} : { 'user_agent.name': browser.name }),
      ...(version === undefined ? {} : { 'user_agent.version': version }),
      ...(os.name === undefined ? {} : { 'os.name': os.name }),
      'sonde.device.class': bot ? 'bot' : (DEVICE_CLASSES[device.type ?? ''] ?? 'desktop'),
    };
  };
  return (userAgent) => {
    const key = wellFormed(userAgent, MAX_LENGTH);
    const known = remembered.get(key);
    if (known) return known;
    if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value as string);
    const attributes = parse(key);
    remembered.set(key, attributes);
    return attributes;
  };
};
