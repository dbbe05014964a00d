import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveEvent } from '../../live/feed.js';
import { readEvents } from './read-events.js';
import { headersOf, refusal, type Source } from './source.js';

/** An event with a number of its own, since a uid may be missing. */
export interface NumberedEvent extends LiveEvent {
  readonly key: number;
}

/** The live tail as it stands. */
export interface Live {
  /** The newest first, five hundred at most. */
  readonly events: readonly NumberedEvent[];
  /** Came while paused and is not shown yet. */
  readonly waiting: number;
  /** Left out by the collector, because this page was too slow. */
  readonly skipped: number;
  readonly state: 'connecting' | 'open' | 'lost';
  /** Why the connection was lost. */
  readonly problem: string;
  clear(): void;
}

const MOST = 500;
/** The list is drawn anew at most this often, in milliseconds, however many events come. */
const DRAW_EVERY = 200;
const RETRY = 2_000;

/** Follows the collector's live tail, reconnecting where it breaks; `paused` keeps what is shown as it is. */
export const useLive = (source: Source, service: string | undefined, paused: boolean): Live => {
  const [shown, setShown] = useState<readonly NumberedEvent[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [skipped, setSkipped] = useState(0);
  const [state, setState] = useState<Live['state']>('connecting');
  const [problem, setProblem] = useState('');
  const kept = useRef<NumberedEvent[]>([]);
  const fresh = useRef(0);
  const still = useRef(paused);
  still.current = paused;

  useEffect(() => {
    const abort = new AbortController();
    let count = 0;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    let retrying: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      drawing = undefined;
      if (still.current) {
        setWaiting(fresh.current);
        return;
      }
      fresh.current = 0;
      setWaiting(0);
      setShown(kept.current);
    };
    const take = (text: string): void => {
      const event = { ...(JSON.parse(text) as LiveEvent), key: ++count };
      kept.current = [event, ...kept.current.slice(0, MOST - 1)];
      fresh.current += 1;
      drawing ??= setTimeout(draw, DRAW_EVERY);
    };
    const follow = async (): Promise<void> => {
      const query = service === undefined ? '' : `?${new URLSearchParams({ service })}`;
      const response = await fetch(`api/live${query}`, {
        headers: headersOf(source.token),
        signal: abort.signal,
      });
      if (!response.ok || !response.body) throw await refusal(response);
      setState('open');
      setProblem('');
      for await (const { type, text } of readEvents(response.body)) {
        if (type === 'message') take(text);
        else if (type === 'skipped') setSkipped((sum) => sum + (JSON.parse(text) as { count: number }).count);
      }
    };
    const connect = (): void => {
      follow()
        .catch((error: unknown) => {
          if (!abort.signal.aborted && error instanceof Error && !(error instanceof TypeError))
            setProblem(error.message);
        })
        .then(() => {
          if (abort.signal.aborted) return;
          setState('lost');
          retrying = setTimeout(connect, RETRY);
        });
    };
    connect();
    return () => {
      abort.abort();
      clearTimeout(drawing);
      clearTimeout(retrying);
    };
  }, [source, service]);

  useEffect(() => {
    if (paused) return;
    fresh.current = 0;
    setWaiting(0);
    setShown(kept.current);
  }, [paused]);

  return {
    events: shown,
    waiting,
    skipped,
    state,
    problem,
    clear() {
      kept.current = [];
      fresh.current = 0;
      setWaiting(0);
      setShown([]);
    },
  };
};
