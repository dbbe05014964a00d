type Draw = (...values: string[]) => Node[];

/** Follows links inside the application without loading a page; `routes` are tried in order. */
export const startRouter = (main: HTMLElement, routes: readonly (readonly [RegExp, Draw])[]): void => {
  const show = (): void => {
    for (const [pattern, draw] of routes) {
      const match = pattern.exec(location.pathname);
      if (!match) continue;
      main.replaceChildren(...draw(...match.slice(1)));
      break;
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a'))
      link.toggleAttribute('aria-current', link.pathname === location.pathname);
  };

  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    if (!link || link.origin !== location.origin || link.hash || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (link.pathname === location.pathname) return;
    history.pushState(null, '', link.href);
    show();
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  });
  addEventListener('popstate', show);
  show();
};
