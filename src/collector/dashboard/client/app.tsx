import type { VNode } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import {
  type Address,
  type Change,
  changed,
  filterQuery,
  hrefOf,
  readAddress,
  type Screen,
} from './address.js';
import { createFormats } from './formats.js';
import { EmptyStore } from './parts/empty-store.js';
import { FilterBar } from './parts/filter-bar.js';
import { Navigation } from './parts/navigation.js';
import { TokenForm } from './parts/token-form.js';
import type { Refresher } from './refresher.js';
import { Errors } from './screens/errors.js';
import { Features } from './screens/features.js';
import { Frustration } from './screens/frustration.js';
import { Live } from './screens/live.js';
import { Overview } from './screens/overview.js';
import { Releases } from './screens/releases.js';
import { Requests } from './screens/requests.js';
import { Transactions } from './screens/transactions.js';
import { Vitals } from './screens/vitals.js';
import type { Source } from './source.js';
import { onSystemTheme, rememberedTheme, type ThemeChoice } from './theme.js';
import { useAnswer } from './use-answer.js';
import type { View } from './view.js';

const SCREENS: Readonly<Record<Screen, (props: { view: View }) => VNode>> = {
  overview: Overview,
  releases: Releases,
  features: Features,
  transactions: Transactions,
  frustration: Frustration,
  errors: Errors,
  requests: Requests,
  vitals: Vitals,
  live: Live,
};

const TITLES: Readonly<Record<Screen, string>> = {
  overview: 'Overview',
  releases: 'Releases',
  features: 'Features',
  transactions: 'Transactions',
  frustration: 'Frustration',
  errors: 'Errors',
  requests: 'Requests',
  vitals: 'Web vitals',
  live: 'Live',
};

/** Services, releases and the like: looked up anew every half minute. */
const CHOICES_EVERY = 30_000;

const useAddress = (): [Address, (next: Address, replace: boolean) => void] => {
  const [address, setAddress] = useState(() => readAddress(location));
  useEffect(() => {
    const onPopState = (): void => setAddress(readAddress(location));
    addEventListener('popstate', onPopState);
    return () => removeEventListener('popstate', onPopState);
  }, []);
  return [
    address,
    (next, replace) => {
      history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(next));
      setAddress(next);
    },
  ];
};

/** The dashboard. */
export const App = ({
  source,
  refresher,
}: {
  readonly source: Source;
  readonly refresher: Refresher;
}): VNode => {
  const [address, setAddress] = useAddress();
  const [theme, setTheme] = useState<ThemeChoice>(rememberedTheme);
  const [system, systemChanged] = useReducer((count: number) => count + 1, 0);
  const [, refreshed] = useReducer((count: number) => count + 1, 0);
  const formats = useMemo(createFormats, []);
  const main = useRef<HTMLElement>(null);
  useEffect(() => onSystemTheme(() => systemChanged(undefined)), []);
  useEffect(() => {
    const unsubscribe = refresher.subscribe(() => refreshed(undefined));
    const stop = refresher.start();
    return () => {
      stop();
      unsubscribe();
    };
  }, [refresher]);

  const search = filterQuery(address, -new Date().getTimezoneOffset()).toString();
  const begun = useRef(false);
  const { answer: choices } = useAnswer({ source, refresher, search }, 'choices', {
    every: begun.current ? CHOICES_EVERY : 0,
  });
  begun.current = choices?.events ?? false;
  const view: View = {
    address,
    go(change: Change, replace = false) {
      const next = changed(address, change);
      setAddress(next, replace);
      if (next.screen !== address.screen) {
        scrollTo(0, 0);
        main.current?.focus();
      }
    },
    href: (change) => hrefOf(changed(address, change)),
    search,
    source,
    refresher,
    formats,
    choices,
    theme: `${theme}${system}`,
  };
  const title = TITLES[address.screen];
  useEffect(() => {
    document.title = `${title} · Sonde`;
  }, [title]);

  const Shown = SCREENS[address.screen];
  const { trouble } = refresher;
  const locked = trouble?.status === 401;
  const empty = choices?.events === false && address.screen !== 'live';
  return (
    <>
      <a class="skip" href="#main">
        Skip to the figures
      </a>
      <Navigation view={view} titles={TITLES} theme={theme} onTheme={setTheme} />
      <div class="page">
        {locked || empty ? null : <FilterBar view={view} />}
        <main id="main" ref={main} tabIndex={-1}>
          {trouble && !locked ? (
            <p class="trouble" role="alert">
              {trouble.message}
              {refresher.answeredAt > 0
                ? ` These figures are from ${formats.clock(refresher.answeredAt)}.`
                : ''}{' '}
              Trying again.
            </p>
          ) : null}
          {locked ? (
            <TokenForm source={source} refresher={refresher} wrong={source.token !== ''} />
          ) : empty ? (
            <EmptyStore view={view} />
          ) : (
            <>
              <h1 class={address.screen === 'overview' ? 'hidden' : ''}>{title}</h1>
              <Shown view={view} />
            </>
          )}
        </main>
      </div>
    </>
  );
};
