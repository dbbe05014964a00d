import type { Entry, PageRecord } from './entry.js';

/**
 * Wraps all by which a page stores, sends or listens, so that an attempt counts even where it is undone at once. It is to
 * run before any script of the page, and travels there as source text: it uses nothing of this file's.
 *
 * Functions are wrapped by proxies, which call themselves native, so that a page behaves as it does without. Storage is
 * reached through a proxy, too, because `localStorage.key = 'value'` calls no function.
 *
 * @param report the name of a function in the page that is told of each entry, which outlives the page.
 * @example
 * await context.addInitScript(recordPage);
 * const { entries } = await page.evaluate(() => window.__sondeRecord);
 */
export const recordPage = (report?: string): void => {
  const page = window as unknown as Record<string, unknown> & { __sondeRecord?: PageRecord };
  if (page.__sondeRecord) return;
  const own = (document.currentScript as HTMLScriptElement | null)?.src;
  // Before it is wrapped itself.
  const listen = EventTarget.prototype.addEventListener as (
    this: unknown,
    type: string,
    listener: () => void,
    options?: object,
  ) => void;
  const entries: Entry[] = [];
  /** How many listeners (observers, replaced functions) of each kind and script there are. */
  const live = new Map<string, number>();
  type Callable = (...args: never[]) => unknown;

  /** Outside this recorder's own file: of an injected script no frame has an address. */
  const script = (): string =>
    (new Error().stack ?? '')
      .match(/(?:https?|blob|data|file|[a-z-]+-extension):[^\s()]+?(?=:\d+(?::\d+)?\)?(?:\n|$))/gm)
      ?.find((url) => url !== own) ?? '';

  const tell = (entry: Entry): void => {
    entries.push(entry);
    try {
      const told = report && page[report];
      if (told) void (told as (entry: Entry) => unknown)(entry);
    } catch {}
  };
  const note = (kind: Entry['kind'], name: unknown, act: Entry['act'] = 'write'): void => {
    try {
      tell({ kind, act, name: String(name), script: script() });
    } catch {}
  };
  const address = (url: unknown): string => {
    try {
      return new URL(String(url), document.baseURI).href;
    } catch {
      return String(url);
    }
  };

  /** Puts a proxy in a function's place; `look` sees each call first. What is missing or fixed stays as it is. */
  const wrap = (
    owner: object | undefined,
    name: string,
    look: (self: never, args: readonly never[]) => void,
    unwrap: (self: never) => unknown = (self) => self,
  ): void => {
    const property = owner && Object.getOwnPropertyDescriptor(owner, name);
    if (!property?.configurable) return;
    const proxy = (original: Callable): Callable =>
      new Proxy(original, {
        apply(target, self, args: never[]) {
          try {
            look(self as never, args);
          } catch {}
          return Reflect.apply(target, unwrap(self as never), args);
        },
        construct(target, args: never[], newTarget) {
          try {
            look(undefined as never, args);
          } catch {}
          return Reflect.construct(target, args, newTarget) as object;
        },
      });
    if (typeof property.value === 'function')
      Object.defineProperty(owner, name, { ...property, value: proxy(property.value) });
    else if (property.set)
      Object.defineProperty(owner, name, { ...property, set: proxy(property.set as Callable) });
  };
  const prototypeOf = (name: string): object | undefined =>
    (page[name] as { prototype?: object } | undefined)?.prototype;

  // Cookies.
  wrap(prototypeOf('Document'), 'cookie', (_, [text]) => {
    const [pair = '', ...attributes] = String(text).split(';');
    const isOver = attributes.some((attribute) => {
      const [key = '', value = ''] = attribute.trim().split('=');
      return /^max-age$/i.test(key) ? +value <= 0 : /^expires$/i.test(key) && Date.parse(value) < Date.now();
    });
    note('cookie', pair.split('=')[0]?.trim(), isOver ? 'delete' : 'write');
  });
  const cookieName = (cookie: string | { name: string }): string =>
    typeof cookie === 'object' ? cookie.name : cookie;
  wrap(prototypeOf('CookieStore'), 'set', (_, [cookie]) => note('cookie', cookieName(cookie as never)));
  wrap(prototypeOf('CookieStore'), 'delete', (_, [cookie]) =>
    note('cookie', cookieName(cookie as never), 'delete'),
  );

  // Web storage.
  const areas = new WeakMap<object, object>();
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    const property = Object.getOwnPropertyDescriptor(window, kind);
    if (!property?.get || !property.configurable) continue;
    const read = property.get;
    const proxies = new WeakMap<object, object>();
    const get = (): object => {
      const area = read.call(window) as Storage & Record<string | symbol, unknown>;
      let proxy = proxies.get(area);
      if (!proxy) {
        const methods = new Map<unknown, unknown>();
        proxy = new Proxy(area, {
          get(target, key) {
            const value: unknown = Reflect.get(target, key);
            if (typeof value !== 'function') return value;
            if (!methods.has(value)) methods.set(value, value.bind(target));
            return methods.get(value);
          },
          set(target, key, value) {
            note(kind, String(key));
            return Reflect.set(target, key, value);
          },
          defineProperty(target, key, value) {
            note(kind, String(key));
            return Reflect.defineProperty(target, key, value);
          },
          deleteProperty(target, key) {
            note(kind, String(key), 'delete');
            return Reflect.deleteProperty(target, key);
          },
        });
        proxies.set(area, proxy);
        areas.set(proxy, area);
      }
      return proxy;
    };
    Object.defineProperty(window, kind, { ...property, get });
  }
  const area = (self: object): object => areas.get(self) ?? self;
  const kindOf = (self: object): 'localStorage' | 'sessionStorage' => {
    try {
      if (area(self) === area(sessionStorage)) return 'sessionStorage';
    } catch {}
    return 'localStorage';
  };
  wrap(prototypeOf('Storage'), 'setItem', (self, [key]) => note(kindOf(self), key), area);
  wrap(prototypeOf('Storage'), 'removeItem', (self, [key]) => note(kindOf(self), key, 'delete'), area);
  wrap(prototypeOf('Storage'), 'clear', (self) => note(kindOf(self), '*', 'delete'), area);
  wrap(prototypeOf('Storage'), 'getItem', () => {}, area);
  wrap(prototypeOf('Storage'), 'key', () => {}, area);
  wrap(window, 'name', (_, [value]) => note('window.name', value));

  // Databases, caches, workers, files.
  wrap(prototypeOf('IDBFactory'), 'open', (_, [name]) => note('indexedDB', name));
  wrap(prototypeOf('IDBFactory'), 'deleteDatabase', (_, [name]) => note('indexedDB', name, 'delete'));
  wrap(prototypeOf('CacheStorage'), 'open', (_, [name]) => note('cache', name));
  wrap(prototypeOf('CacheStorage'), 'delete', (_, [name]) => note('cache', name, 'delete'));
  for (const method of ['put', 'add', 'addAll'])
    wrap(prototypeOf('Cache'), method, () => note('cache', method));
  wrap(prototypeOf('ServiceWorkerContainer'), 'register', (_, [url]) => note('worker', address(url)));
  for (const name of ['Worker', 'SharedWorker'])
    wrap(window, name, (_, [url]) => note('worker', address(url)));
  wrap(prototypeOf('StorageManager'), 'getDirectory', () => note('file system', '/'));

  // The network.
  const requests = new WeakMap<object, unknown>();
  const urlOf = (input: unknown): string =>
    address(input && typeof input === 'object' && 'url' in input ? input.url : input);
  for (const name of ['fetch', 'fetchLater'])
    wrap(window, name, (_, [input]) => note('request', urlOf(input)));
  wrap(prototypeOf('Navigator'), 'sendBeacon', (_, [url]) => note('request', address(url)));
  wrap(prototypeOf('XMLHttpRequest'), 'open', (self, [, url]) => requests.set(self, url));
  wrap(prototypeOf('XMLHttpRequest'), 'send', (self) => note('request', address(requests.get(self))));
  for (const name of ['WebSocket', 'EventSource', 'WebTransport'])
    wrap(window, name, (_, [url]) => note('request', address(url)));
  wrap(window, 'RTCPeerConnection', () => note('request', 'rtc:'));
  const SOURCES = {
    Image: 'src',
    Script: 'src',
    IFrame: 'src',
    Media: 'src',
    Source: 'src',
    Embed: 'src',
    Link: 'href',
  };
  for (const [name, property] of Object.entries(SOURCES))
    wrap(prototypeOf(`HTML${name}Element`), property, (_, [url]) => note('request', address(url)));
  wrap(prototypeOf('Element'), 'setAttribute', (self: Element, [name, url]) => {
    const property = SOURCES[self.constructor.name.slice(4, -7) as keyof typeof SOURCES];
    if (property && property === String(name).toLowerCase()) note('request', address(url));
  });
  wrap(window, 'BroadcastChannel', (_, [name]) => note('channel', name));

  // What is listened to, and observed.
  const count = (kind: Entry['kind'], name: string, by: string, change: 1 | -1): void => {
    const key = JSON.stringify({ kind, act: 'write', name, script: by });
    const before = live.get(key);
    live.set(key, (before ?? 0) + change);
    if (before === undefined) tell(JSON.parse(key));
  };
  const labelOf = (target: unknown): string =>
    target === window
      ? 'window'
      : target === document
        ? 'document'
        : ((target as object).constructor?.name ?? typeof target);
  type Added = Map<unknown, string>;
  /** The script of each listener, by its target, type with capture, and function. */
  const added = new WeakMap<object, Map<string, Added>>();
  const keyOf = (type: unknown, options: unknown): string =>
    `${type} ${!!(typeof options === 'object' && options ? (options as { capture?: boolean }).capture : options)}`;
  const remove = (target: object, type: unknown, listener: unknown, options: unknown): void => {
    const listeners = added.get(target)?.get(keyOf(type, options));
    const by = listeners?.get(listener);
    if (by === undefined) return;
    listeners?.delete(listener);
    count('listener', `${labelOf(target)} ${type}`, by, -1);
  };
  const listening = prototypeOf('EventTarget');
  wrap(listening, 'addEventListener', (self: object | undefined, [type, listener, options]) => {
    const target = self ?? window;
    if (!listener) return;
    const byType = added.get(target) ?? new Map<string, Added>();
    added.set(target, byType);
    const key = keyOf(type, options);
    const listeners: Added = byType.get(key) ?? new Map();
    byType.set(key, listeners);
    if (listeners.has(listener)) return;
    const by = script();
    listeners.set(listener, by);
    count('listener', `${labelOf(target)} ${type}`, by, 1);
    const { signal, once } = (Object(options) ?? {}) as { signal?: AbortSignal; once?: boolean };
    const forget = (): void => remove(target, type, listener, options);
    if (signal) listen.call(signal, 'abort', forget);
    if (once) listen.call(target, String(type), forget, { once, capture: key.endsWith('true') });
  });
  wrap(listening, 'removeEventListener', (self: object | undefined, [type, listener, options]) =>
    remove(self ?? window, type, listener, options),
  );

  const observing = new WeakMap<object, Map<string, string>>();
  for (const name of ['Mutation', 'Performance', 'Intersection', 'Resize', 'Reporting', 'Pressure']) {
    const type = `${name}Observer`;
    wrap(prototypeOf(type), 'observe', (self: object, [options]) => {
      const { type: one, entryTypes } = (name === 'Performance' ? (Object(options) ?? {}) : {}) as {
        type?: string;
        entryTypes?: string[];
      };
      const label = `${type} ${one ?? entryTypes ?? ''}`.trim();
      const observed = observing.get(self) ?? new Map<string, string>();
      observing.set(self, observed);
      if (observed.has(label)) return;
      const by = script();
      observed.set(label, by);
      count('observer', label, by, 1);
    });
    wrap(prototypeOf(type), 'disconnect', (self: object) => {
      for (const [label, by] of observing.get(self) ?? []) count('observer', label, by, -1);
      observing.delete(self);
    });
  }

  // Where there is no Navigation API, routes can only be seen by whoever replaces these.
  for (const method of ['pushState', 'replaceState']) {
    const original = Object.getOwnPropertyDescriptor(History.prototype, method);
    if (!original?.configurable) continue;
    let value: unknown = original.value;
    Object.defineProperty(history, method, {
      configurable: true,
      enumerable: false,
      get: () => value,
      set(next: unknown) {
        if (next !== value) count('patch', `history.${method}`, script(), next === original.value ? -1 : 1);
        value = next;
      },
    });
  }

  Object.defineProperty(page, '__sondeRecord', {
    value: {
      entries,
      live: () => [...live].filter(([, many]) => many > 0).map(([key]) => JSON.parse(key) as Entry),
    } satisfies PageRecord,
  });
};
