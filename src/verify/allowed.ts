import { LOGS_PATH } from '../event.js';
import type { Entry, Phase } from './entry.js';

/** What Sonde goes by on a page. */
export interface SondeNames {
  /** Begins the names of what it keeps: `sonde.shop.`; its database is named so. */
  readonly prefix: string;
  /** The receiver's base address. Where it is not known, only the paths below it are checked. */
  readonly endpoint?: string | undefined;
}

/** What remembers the answer itself. */
const CHOICE = /^sonde\.(consent|out)$/;

/** Paths below the endpoint that a grant opens. */
const PATHS: readonly string[] = [LOGS_PATH, '/v1/traces'];

/**
 * What Sonde listens to before a grant and after a withdrawal: whether another tab, the page's return, or the consent
 * manager brings another answer, whether a prerendered page is shown, and what keeps the page clear of the banner.
 */
const SOURCES =
  /^(window (storage|pageshow)|document (prerenderingchange|DOMContentLoaded)|ResizeObserver|window cc:on(FirstConsent|Consent|Change)|window OneTrustGroupsUpdated|window CookiebotOn(ConsentReady|Accept|Decline|Load))$/;

/**
 * web-vitals cannot be undone: after a withdrawal its listeners and observers stay on the page until it is left, and tell
 * nobody. They are let pass where something was granted on the page before.
 */
const VITALS =
  /^(PerformanceObserver [\w-]+|(window|document) (visibilitychange|pagehide|pageshow|keydown|click|load|prerenderingchange))$/;

/**
 * Whether Sonde may do this while an answer stands. Until there is one it may do nothing but listen for it. A refusal
 * may be remembered, and what an earlier visit left may be deleted. A grant opens Sonde's own names and addresses, and
 * nothing beside them.
 *
 * @param entry something that Sonde did, or that there is of it (a key, a database, a listener).
 * @param hadGrant whether something was granted before on the same page.
 */
export const isAllowed = (
  { kind, act, name }: Entry,
  phase: Phase,
  { prefix, endpoint }: SondeNames,
  hadGrant = false,
): boolean => {
  const isGranted = phase === 'granted' || phase === 're-granted';
  if (kind === 'listener' || kind === 'observer')
    return isGranted || SOURCES.test(name) || (hadGrant && VITALS.test(name));
  if (kind === 'patch') return isGranted;
  if (kind === 'localStorage' || kind === 'indexedDB') {
    const isOwn = kind === 'localStorage' ? name.startsWith(prefix) : name === prefix;
    const isChoice = kind === 'localStorage' && CHOICE.test(name);
    if (phase === 'unknown') return false;
    return isChoice || (isOwn && (isGranted || act === 'delete'));
  }
  if (kind === 'request' && isGranted) {
    const { origin, pathname } = new URL(name);
    const base = endpoint === undefined ? undefined : new URL(endpoint);
    return PATHS.some((path) =>
      base
        ? origin === base.origin && pathname === base.pathname.replace(/\/?$/, path)
        : pathname.endsWith(path),
    );
  }
  return false;
};
