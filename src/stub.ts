/**
 * The inline snippet for pages that load `sonde.js` by an async script tag: until the script is there it keeps in memory
 * what is tracked, what is clicked and what fails, as the calls of `track` that will record it. The script records what
 * is in the queue if the visitor's consent is there by then, and forgets it otherwise; nothing is stored or sent here.
 *
 * It is built into `dist/stub.js`, to be copied between `<script nonce="…">` and `</script>` before the script tag.
 */
type Call = [name: string, attributes: object | undefined, options: object];

/** What is here until the script has put its handle in the place, which has no queue. */
declare const sonde: { q?: Call[]; track: typeof track };

/** More is not kept: a page that fails this often before the script has come may never get it. */
const MAX = 99;

/** What is private. */
const OFF = '[data-telemetry=off]';

const q: Call[] = [];

/** Words of the banner, or other options for the script, may be there already. */
const page = self as { sonde?: Partial<typeof sonde> };
const stub = (page.sonde = page.sonde || {});

/** Who took this one before the script came goes on with the script's. */
const track = (name: string, attributes?: object, options?: object): unknown =>
  page.sonde?.q === q
    ? q[MAX - 1] || q.push([name, attributes, { time: Date.now(), ...options }])
    : page.sonde?.track?.(name, attributes, options);

if (!stub.track) {
  stub.q = q;
  stub.track = track;
}

/** Listens until the script has come, and throws nothing into the page. */
const listen = <Kind extends Event>(
  type: string,
  listener: (event: Kind) => unknown,
  own = (event: Event): void => {
    try {
      if (sonde.q === q) listener(event as Kind);
      else removeEventListener(type, own, true);
    } catch {}
  },
): void => addEventListener(type, own, true);

/** As the plugin `errors` describes them, so that the same error early and late is one. */
const fail = (source: string, error: unknown, place?: string, type?: string): unknown =>
  track(
    'exception',
    {
      // The name of what is no error may be a person's.
      'exception.type':
        type || (error instanceof Error && error.name) || {}.toString.call(error).slice(8, -1),
      'exception.message':
        (error as Error)?.message ??
        (Object(error) === error ? `{${Object.keys(error as object)}}` : `${error}`),
      'exception.stacktrace': (error as Error)?.stack || place,
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
        // A data URL may be the visitor's own file.
        { message: `${tag} ${(target.src || target.href).match(/data:[^,;]*|.*/)}` },
        '',
        'ResourceError',
      );
  } else if (!/^ResizeObserver loop/.test(event.message))
    fail(
      event.type,
      event.error ?? event,
      `at ${event.filename}:${event.lineno}:${event.colno}`,
      event.error == null ? 'Error' : '',
    );
});
listen<PromiseRejectionEvent>('unhandledrejection', (event) => fail(event.type, event.reason));

let pointer: object;
let time: number;
listen<PointerEvent>('click', (event) => {
  // The click that a browser makes of a label's knows no pointer, in WebKit, and is of the same time.
  if (time !== (time = event.timeStamp))
    pointer = { 'sonde.pointer.type': (event.pointerType ?? (event.detail && 'mouse')) || 'keyboard' };
  // The document and the window, which are in it, have no such method.
  const closest = (selector: string): HTMLElement | undefined =>
    (event.composedPath() as HTMLElement[]).find(
      // In a form, a field of that name hides it.
      (node) => 'matches' in node && Element.prototype.matches.call(node, selector),
    );
  // As the plugin `clicks` has it.
  const element = closest(
    'a,area,button,summary,input:read-only,[data-telemetry-id],[data-feature],[role^=menuitem]' +
      'button link tab checkbox radio switch option'.replace(/\w+/g, ',[role=$&]'),
  );
  const read = (name: string) => (element as Element).getAttribute(name);
  const feature = closest('[data-feature]')?.dataset.feature;
  // The click on a label is told as the one on its control.
  if (!event.isTrusted || (closest('a,button,input,label') as HTMLLabelElement)?.control || closest(OFF))
    return;
  if (element)
    track('click', {
      'sonde.target.name':
        read('data-telemetry-id') ||
        read('id')?.replace(/.*[:«]r.*|.*_r_.*/, '') ||
        read('role') ||
        element.localName,
      'sonde.target.tag': element.localName,
      ...pointer,
    });
  if (feature) track('feature.used', { 'feature.id': feature, ...pointer });
});

/** Makes it a module, whose names are its own. */
export {};
