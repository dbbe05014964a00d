import { whenFound } from '../browser/when-found.js';

/** What IAB's interfaces call back with. */
interface Heard {
  /** May be 0. */
  readonly listenerId?: number | null;
}

type Api<Data> = (...call: (string | number | ((data: Data, isSuccess: boolean) => void))[]) => void;

/**
 * Listens to one of IAB's interfaces, which are alike: a function of the window, at first a stub that queues, to which one
 * adds a listener under a number.
 *
 * @param name the function's.
 * @param version what some of them want after each command.
 * @param hear is told of each event, and whether it settles something.
 */
export const watchIab =
  <Data extends Heard>(
    name: '__tcfapi' | '__gpp',
    version: readonly number[],
    hear: (data: Data) => boolean,
  ): ((look: () => void) => () => void) =>
  (look) => {
    let isLive = true;
    let id: number | null | undefined;
    // By its name each time: a stub is replaced.
    const find = (): Api<Data> | undefined => (window as { [key in typeof name]?: Api<Data> })[name];
    const forget = (): void => find()?.('removeEventListener', ...version, () => {}, id as number);
    const undo = whenFound(find, (api) =>
      api('addEventListener', ...version, (data, isSuccess) => {
        if (!isSuccess) return;
        id = data.listenerId;
        if (!isLive) forget();
        else if (hear(data)) look();
      }),
    );
    return () => {
      isLive = false;
      undo();
      if (id !== undefined) forget();
    };
  };
