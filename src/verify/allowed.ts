import { ERASE_PATH } from '../event.js';
import type { Entry, Phase } from './entry.js';
import { BATCH_PATHS, CHOICE, CONFIG_PATH, OWED } from './sonde-names.js';

/** What Sonde goes by on a page. */
export interface SondeNames {
  /** Begins the names of what it keeps: `sonde.shop.`; its database is named so. */
  readonly prefix: string;
  /** The receiver's base address. Where it is not known, only the paths below it are checked. */
  readonly endpoint?: string | undefined;
}

/** Paths below the endpoint that an answer opens. What is owed of an erasure may be sent after a new grant, too. */
const PATHS: Readonly<Record<Phase, readonly string[]>> = {
  unknown: [],
  denied: [ERASE_PATH],
  granted: [...BATCH_PATHS, CONFIG_PATH],
  withdrawn: [ERASE_PATH],
  're-granted': [...BATCH_PATHS, CONFIG_PATH, ERASE_PATH],
};

/**
 * What Sonde listens to before a grant and after a withdrawal: whether another tab, the page's return, or the consent
 * manager brings another answer, whether the manager's script has come, whether a prerendered page is shown, and what
 * keeps the page clear of the banner.
 */
const SOURCES =
  /^(window (storage|pageshow|load)|document (prerenderingchange|DOMContentLoaded|load)|ResizeObserver|window cc:on(FirstConsent|Consent|Change)|window (OneTrustGroupsUpdated|OTConsentApplied)|window CookiebotOn(ConsentReady|Accept|Decline))$/;

/**
 * web-vitals cannot be undone: after a withdrawal its listeners and observers stay on the page until it is left, and tell
 * nobody. They are let pass where something was granted on the page before.
 */
const VITALS =
  /^(PerformanceObserver [\w-]+|(window|document) (visibilitychange|pagehide|pageshow|keydown|click|load|prerenderingchange))$/;

/** Whether this is a listener or observer of web-vitals', and of nobody else's. */
export const isOfVitals = ({ kind, name }: Pick<Entry, 'kind' | 'name'>): boolean =>
  (kind === 'listener' || kind === 'observer') && VITALS.test(name) && !SOURCES.test(name);

/**
 * Whether Sonde may do this while an answer stands. Until there is one it may do nothing but listen for it. A refusal
 * may be remembered, and what an earlier visit left may be deleted, here and at the collector. A grant opens Sonde's own
 * names and addresses, and nothing beside them.
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
  if (kind === 'localStorage' || kind === 'sessionStorage' || kind === 'indexedDB') {
    const isOwn = kind === 'indexedDB' ? name === prefix : name.startsWith(prefix);
    const isChoice = kind === 'localStorage' && CHOICE.test(name);
    if (phase === 'unknown') return false;
    if (kind === 'localStorage' && OWED.test(name)) return PATHS[phase].includes(ERASE_PATH);
    return isChoice || (isOwn && (isGranted || act === 'delete'));
  }
  if (kind === 'request') {
    const { origin, pathname } = new URL(name);
    const base = endpoint === undefined ? undefined : new URL(endpoint);
    return PATHS[phase].some((path) =>
      base
        ? origin === base.origin && pathname === base.pathname.replace(/\/?$/, path)
        : pathname.endsWith(path),
    );
  }
  return false;
};
