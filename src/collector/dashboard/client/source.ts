import type { AnswerName } from '../answers.js';
import type { Answer } from '../index.js';

/** A refusal or failure, in a sentence for the reader. */
export class AskError extends Error {
  /** The answer's status, 0 where there was none. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Where answers come from: the collector that served this page. */
export interface Source {
  /** Asks a question; rejects with `AskError`, or with an `AbortError` when `signal` ended it. */
  ask<Name extends AnswerName>(name: Name, search: string, signal: AbortSignal): Promise<Answer<Name>>;
  /** What was last answered to a question, so that a screen shown again is not empty. */
  last<Name extends AnswerName>(name: Name, search: string): Answer<Name> | undefined;
  /** The collector's admin token, where it asks for one. */
  readonly token: string;
  setToken(token: string): void;
}

const TOKEN_KEY = 'sonde.dashboard.token';
const MOST_REMEMBERED = 60;

const storedToken = (): string => {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? '';
  } catch {
    return '';
  }
};

/** What the collector says is wrong, or what can be said without it. */
export const refusal = async (response: Response): Promise<AskError> => {
  const said = await response.json().then(
    (body: { error?: unknown; message?: unknown }) => body.error ?? body.message,
    () => undefined,
  );
  const sentence =
    typeof said === 'string' && said !== '' ? said : `The collector answered ${response.status}.`;
  return new AskError(sentence, response.status);
};

/** Headers of every question. */
export const headersOf = (token: string): HeadersInit =>
  token === '' ? {} : { authorization: `Bearer ${token}` };

/** Makes the source. Answers are remembered up to sixty questions; the token for as long as the tab lives. */
export const createSource = (): Source => {
  const remembered = new Map<string, unknown>();
  let token = storedToken();
  return {
    async ask<Name extends AnswerName>(name: Name, search: string, signal: AbortSignal) {
      let response: Response;
      try {
        response = await fetch(`api/${name}?${search}`, { headers: headersOf(token), signal });
      } catch (cause) {
        if (signal.aborted) throw cause;
        throw new AskError('The collector cannot be reached. Is it running?', 0);
      }
      if (!response.ok) throw await refusal(response);
      const answer = (await response.json()) as Answer<Name>;
      const key = `${name}?${search}`;
      remembered.delete(key);
      remembered.set(key, answer);
      for (const oldest of remembered.keys()) {
        if (remembered.size <= MOST_REMEMBERED) break;
        remembered.delete(oldest);
      }
      return answer;
    },
    last: <Name extends AnswerName>(name: Name, search: string) =>
      remembered.get(`${name}?${search}`) as Answer<Name> | undefined,
    get token() {
      return token;
    },
    setToken(next) {
      token = next;
      try {
        sessionStorage.setItem(TOKEN_KEY, next);
      } catch {
        // Without storage the token lasts until the page is loaded again.
      }
    },
  };
};
