/** One WebDriver session: `command('POST', '/url', {…})` below its address. */
export interface Session {
  command<T = unknown>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>;
}

const TIMEOUT = 30_000;
/** WebKit may lose a script, once in a long while, that comes as a page is left: who waits for something asks again. */
const SCRIPT_TIMEOUT = 15_000;

/**
 * The few WebDriver commands that the tests need, by plain fetch: the ready-made clients ask for a newer Node.
 *
 * @param address - the driver's, such as `http://127.0.0.1:4444`
 * @see https://www.w3.org/TR/webdriver2/#endpoints
 */
export async function openSession(address: string, capabilities: object): Promise<Session> {
  const session = await command<{ sessionId: string }>(`${address}/session`, 'POST', {
    capabilities: { alwaysMatch: capabilities },
  });
  return {
    command: (method, path, body) => command(`${address}/session/${session.sessionId}${path}`, method, body),
  };
}

async function command<T>(url: string, method: string, body?: object): Promise<T> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(/\/execute\//.test(url) ? SCRIPT_TIMEOUT : TIMEOUT),
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok)
    throw new Error(`WebDriver: ${value?.error}: ${value?.message} (${method} ${new URL(url).pathname})`);
  return value;
}

/** WebDriver's code points for keys that are not characters: https://www.w3.org/TR/webdriver2/#keyboard-actions */
export const KEYS: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};
