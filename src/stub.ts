/**
 * The inline snippet for pages that load `sonde.js` by an async script tag: until the script is there it keeps in memory
 * what is tracked, what is clicked and what fails, as the calls of `track` that will record it. The script records what
 * is in the queue if the visitor's consent is there by then, and forgets it otherwise; nothing is stored or sent here.
 *
 * It is built into `dist/stub.js`, to be copied between `<script nonce="…">` and `</script>` before the script tag.
 */
type Call = [name: string, attributes: object | undefined, options: object];

/** More is not kept: a page that fails this often before the script has come may never get it. */
const MAX = 99;

const start = (): void => {
  const page = window as { sonde?: unknown };
  const q: Call[] = [];
  const stub = {
    q,
    track(name: string, attributes?: object, options?: object) {
      if (q.length < MAX) q.push([name, attributes, { time: Date.now(), ...options }]);
    },
  };

  /** Listens until the script has come, and throws nothing into the page. */
  const listen = <Kind extends Event>(type: string, listener: (event: Kind) => void): void => {
    const own = (event: Event): void => {
      try {
        if (page.sonde === stub) listener(event as Kind);
        else removeEventListener(type, own, true);
      } catch {}
    };
    addEventListener(type, own, true);
  };

  const fail = (source: string, error: unknown, message?: string, stack?: string): void => {
    const one = Object(error) as Partial<Error>;
    stub.track(
      'exception',
      {
        'exception.type': one.name || 'Error',
        'exception.message': one.message || message || `${error}`,
        'exception.stacktrace': one.stack || stack,
        'sonde.exception.source': source,
        'sonde.exception.handled': false,
      },
      { severity: 17 },
    );
  };

  listen<ErrorEvent>('error', ({ target, error, message, filename, lineno, colno }) => {
    const { localName, src, href, closest } = target as HTMLImageElement & HTMLLinkElement;
    if (!localName) fail('error', error, message, `at ${filename}:${lineno}:${colno}`);
    else if (!closest.call(target, '[data-telemetry=off]'))
      fail('resource', { name: 'ResourceError', message: `${localName} ${src || href}` });
  });
  listen<PromiseRejectionEvent>('unhandledrejection', ({ reason }) => fail('unhandledrejection', reason));
  let type: string;
  let time: number;
  listen<PointerEvent>('click', (event) => {
    // The click that a browser makes of a label's knows no pointer, in WebKit, and is of the same time.
    if (event.timeStamp !== time) type = event.pointerType || (event.detail ? 'mouse' : 'keyboard');
    time = event.timeStamp;
    const path = event.composedPath() as Element[];
    // The document and the window, which are in it, have no such method.
    const closest = (selector: string): Element | undefined => path.find((node) => node.matches?.(selector));
    // The click on a label is told as the one on its control.
    const label = closest('a,button,input,label') as HTMLLabelElement | undefined;
    if (!event.isTrusted || label?.control || closest('[data-telemetry=off]')) return;
    const pointer = { 'sonde.pointer.type': type };
    const element = closest(
      'a,button,summary,input:read-only,[data-telemetry-id],[data-feature],[role=button],[role=link],[role=tab]',
    );
    if (element) {
      const read = (name: string): string | null => element.getAttribute(name);
      stub.track('click', {
        'sonde.target.name':
          read('data-telemetry-id') ||
          read('id')?.replace(/^[:«_].*/, '') ||
          read('role') ||
          element.localName,
        'sonde.target.tag': element.localName,
        ...pointer,
      });
    }
    const feature = closest('[data-feature]')?.getAttribute('data-feature');
    if (feature) stub.track('feature.used', { 'feature.id': feature, ...pointer });
  });

  page.sonde ||= stub;
};

start();
