import { build } from 'esbuild';
import type { Page } from '../../helpers/browser.js';

/**
 * A consent manager as a site has it: the real package where there is one on npm, else a stand-in that does what its
 * maker's documentation says. A person answers it by real clicks.
 */
export interface Cmp {
  /** As in the names of the tests. */
  readonly name: string;
  /** What `data-consent` calls it. */
  readonly source: 'cookieconsent' | 'klaro' | 'tcf' | 'gpp' | 'google' | 'onetrust' | 'cookiebot';
  /** What Sonde's source is told, where the defaults do not fit this site; as JavaScript. */
  readonly options: string;
  /** JavaScript that its maker wants before all else in a page: a stub, a queue. Empty where there is none. */
  readonly first: string;
  /**
   * JavaScript that comes after that, and calls `cmpAnswered()` whenever the manager's own interface says that an answer is
   * recorded: as the first to hear of it.
   */
  readonly tells: string;
  /** The same for a manager that can only be asked once it is there. */
  readonly tellsLater?: string;
  /** All that it keeps on the device, by name. Its cookies' paths are `/`. */
  readonly keeps: { readonly cookies: readonly string[]; readonly local: readonly string[] };
  /** Whether a grant in it is a person's explicit choice: only such a one stands against Global Privacy Control. */
  readonly isExplicit: boolean;
  /** The manager with the site's settings, as one classic script, for the head or the body. Asks who has not answered. */
  script(): Promise<string>;
  /** Accepts all, where nothing was answered yet. */
  accept(page: Page): Promise<void>;
  /** Rejects all, where nothing was answered yet. */
  reject(page: Page): Promise<void>;
  /** Rejects all, after an answer. */
  withdraw(page: Page): Promise<void>;
  /** Accepts all, after an answer. */
  regrant(page: Page): Promise<void>;
}

/** Bundles an entry, as a site's own build would, for a classic script. */
export const bundle = async (contents: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
};

/**
 * The face of a manager that has none of its own: a button that opens the question, and the two answers.
 * `cmpFace(isAnswered, answer, opened)`: `answer(isGranted)` is called with each, `opened()` when the question is shown.
 */
export const FACE = `
function cmpFace(isAnswered, answer, opened) {
  const make = (id, text, onclick) => Object.assign(document.createElement('button'), { id, textContent: text, onclick });
  const question = document.createElement('p');
  const end = (isGranted) => { question.remove(); answer(isGranted); };
  question.append(make('cmp-accept', 'Accept', () => end(true)), make('cmp-reject', 'Reject', () => end(false)));
  const open = () => { document.body.append(question); opened?.(); };
  const show = () => {
    document.body.append(make('cmp-open', 'Consent settings', open));
    if (!isAnswered) open();
  };
  if (document.body) show(); else addEventListener('DOMContentLoaded', show);
}
function cmpCookie(name, value) {
  if (value !== undefined) document.cookie = name + '=' + encodeURIComponent(value) + '; path=/; max-age=31536000; SameSite=Lax';
  const found = document.cookie.split('; ').find((one) => one.startsWith(name + '='));
  return found && decodeURIComponent(found.slice(name.length + 1));
}
`;

/** How a person answers a manager with that face. */
export const answerFace: Pick<Cmp, 'accept' | 'reject' | 'withdraw' | 'regrant'> = {
  accept: (page) => page.click('#cmp-accept'),
  reject: (page) => page.click('#cmp-reject'),
  async withdraw(page) {
    await page.click('#cmp-open');
    await page.click('#cmp-reject');
  },
  async regrant(page) {
    await page.click('#cmp-open');
    await page.click('#cmp-accept');
  },
};
