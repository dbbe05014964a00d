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

/** What is private. */
const OFF = '[data-telemetry=off]';

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

const fail = (source: string, error?: unknown, message?: string, stack?: string, type = 'Error'): void =>
  stub.track(
    'exception',
    {
      // The name of what is no error may be a person's.
      'exception.type': error instanceof Error ? error.name : type,
      'exception.message': (error as Error)?.message || message || `${error}`,
      'exception.stacktrace': (error as Error)?.stack || stack,
      'sonde.exception.source': source,
      'sonde.exception.handled': false,
    },
    { severity: 17 },
  );

listen<ErrorEvent>('error', (event) => {
  const target = event.target as HTMLImageElement & HTMLLinkElement;
  const tag = target.localName;
  if (tag) {
    // A component may call an event of its own so.
    if (event.isTrusted && !target.closest(OFF))
      fail(
        'resource',
        0,
        `${tag} ${(target.src || target.href).replace(/^(blob|data):.*/s, '$1:')}`,
        undefined,
        'ResourceError',
      );
  } else if (!/^ResizeObserver loop/.test(event.message))
    fail('error', event.error, event.message, `at ${event.filename}:${event.lineno}:${event.colno}`);
});
listen<PromiseRejectionEvent>('unhandledrejection', (event) => fail(event.type, event.reason));

let type: string;
let time: number;
listen<PointerEvent>('click', (event) => {
  // The click that a browser makes of a label's knows no pointer, in WebKit, and is of the same time.
  if (event.timeStamp !== time) type = event.pointerType || (event.detail ? 'mouse' : 'keyboard');
  time = event.timeStamp;
  const path = event.composedPath() as Element[];
  // The document and the window, which are in it, have no such method.
  const closest = (selector: string): Element | undefined => path.find((node) => node.matches?.(selector));
  const read = (element: Element | undefined, name: string) => element?.getAttribute(name);
  // The click on a label is told as the one on its control.
  if (!event.isTrusted || (closest('a,button,input,label') as HTMLLabelElement)?.control || closest(OFF))
    return;
  const pointer = { 'sonde.pointer.type': type };
  const element = closest(
    'a,button,summary,input:read-only,[data-telemetry-id],[data-feature],[role=button],[role=link],[role=tab]',
  );
  if (element)
    stub.track('click', {
      'sonde.target.name':
        read(element, 'data-telemetry-id') ||
        read(element, 'id')?.replace(/^[:«_].*/, '') ||
        read(element, 'role') ||
        element.localName,
      'sonde.target.tag': element.localName,
      ...pointer,
    });
  const feature = read(closest('[data-feature]'), 'data-feature');
  if (feature) stub.track('feature.used', { 'feature.id': feature, ...pointer });
});

page.sonde ||= stub;

/** Makes it a module, whose names are its own. */
export {};
