import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { SCREENS, type Screen } from '../address.js';
import { applyTheme, type ThemeChoice } from '../theme.js';
import type { View } from '../view.js';
import { Icon, Mark } from './icon.js';
import { Link } from './link.js';

const THEMES: readonly { readonly choice: ThemeChoice; readonly name: string; readonly icon: string }[] = [
  { choice: 'auto', name: 'As the system', icon: 'auto' },
  { choice: 'light', name: 'Light', icon: 'sun' },
  { choice: 'dark', name: 'Dark', icon: 'moon' },
];

/** The head of the page: the mark, the screens, the choice of theme. */
export const Navigation = ({
  view,
  titles,
  theme,
  onTheme,
}: {
  readonly view: View;
  readonly titles: Readonly<Record<Screen, string>>;
  readonly theme: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
}): VNode => {
  const list = useRef<HTMLUListElement>(null);
  const { screen: current } = view.address;
  // On a phone the list is wider than the screen.
  useEffect(() => {
    const here = list.current?.querySelector(`[data-screen=${current}]`);
    here?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <header class="side">
      <Link view={view} to={{ screen: 'overview' }} class="brand" aria-label="Sonde, overview">
        <Mark />
        Sonde
      </Link>
      <nav aria-label="Screens">
        <ul ref={list}>
          {SCREENS.map((screen) => (
            <li key={screen} data-screen={screen}>
              <Link
                view={view}
                to={{
                  screen,
                  fields: {
                    feature: undefined,
                    transaction: undefined,
                    fingerprint: undefined,
                    request: undefined,
                  },
                }}
                aria-current={screen === view.address.screen ? 'page' : undefined}
              >
                <Icon name={screen} />
                {titles[screen]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <fieldset class="themes">
        <legend class="hidden">Colours</legend>
        {THEMES.map(({ choice, name, icon }) => (
          <label key={choice} title={name}>
            <input
              type="radio"
              name="theme"
              checked={choice === theme}
              onChange={() => {
                applyTheme(choice);
                onTheme(choice);
              }}
            />
            <Icon name={icon} />
            <span class="hidden">{name}</span>
          </label>
        ))}
      </fieldset>
    </header>
  );
};
