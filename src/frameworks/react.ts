import { Component, type ErrorInfo, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { textOf } from '../browser/text-of.js';
import { type Feature, feature } from '../plugins/feature.js';
import type { Sonde } from '../sonde.js';
import { addComponents, captureOnce } from './capture-once.js';

export interface ErrorBoundaryProps {
  /** What `init` returned. */
  readonly sonde: Pick<Sonde, 'track'>;
  readonly children?: ReactNode;
  /** What is shown instead of the children that failed; nothing, unless told. */
  readonly fallback?: ReactNode | ((error: unknown, reset: () => void) => ReactNode);
  readonly onError?: (error: unknown, info: ErrorInfo) => void;
}

/**
 * The digests of what Next.js throws to tell its router something: of a redirect, of a page that is not there, of what is
 * rendered in the browser alone.
 *
 * @see https://nextjs.org/docs/app/api-reference/functions/unstable_rethrow
 */
const ROUTERS = /^(NEXT|BAILOUT)_/;

/**
 * Shows a fallback where its children throw while they are rendered, and records the error with the components it
 * happened in. What Next.js throws for its router is no error, and goes on to it. (React knows boundaries only as classes.)
 *
 * @see https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary
 * @example
 * <ErrorBoundary sonde={sonde} fallback={(error, reset) => <button onClick={reset}>Again</button>}>
 *   <Basket />
 * </ErrorBoundary>
 */
export class ErrorBoundary extends Component<
  ErrorBoundaryProps,
  { readonly failure?: readonly [unknown] | undefined }
> {
  override state: { readonly failure?: readonly [unknown] | undefined } = {};

  static getDerivedStateFromError(error: unknown): { readonly failure: readonly [unknown] } {
    if (ROUTERS.test(textOf(() => (error as { digest: string }).digest))) throw error;
    return { failure: [error] };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    captureOnce(this.props.sonde, error, info.componentStack);
    this.props.onError?.(error, info);
  }

  override render(): ReactNode {
    const { failure } = this.state;
    const { children, fallback } = this.props;
    if (!failure) return children;
    return typeof fallback === 'function'
      ? fallback(failure[0], () => this.setState({ failure: undefined }))
      : fallback;
  }
}

/**
 * A feature's life, as `feature(sonde, id)` gives it, the same object for as long as the component lives.
 *
 * @example
 * const exportCsv = useFeature(sonde, 'export-csv');
 * useEffect(exportCsv.exposed, [exportCsv]);
 * return <button onClick={() => download().then(exportCsv.completed)}>Export</button>;
 */
export const useFeature = (sonde: Pick<Sonde, 'track'>, id: string): Feature =>
  useMemo(() => feature(sonde, id), [sonde, id]);

/**
 * Records an error that a framework caught and hands to a component, as Next.js does to those of `error.tsx` and
 * `global-error.tsx`: once, however often React runs the effect.
 *
 * @param severity `unhandled`, or `fatal` where nothing is left of the page; otherwise the error counts as handled.
 * @see https://nextjs.org/docs/app/api-reference/file-conventions/error
 * @example
 * export default function OrderError({ error, retry }) {
 *   useException(sonde, error);
 *   return <button onClick={retry}>Again</button>;
 * }
 */
export const useException = (
  sonde: Pick<Sonde, 'track'>,
  error: unknown,
  severity?: 'handled' | 'unhandled' | 'fatal',
): void => {
  // What is no object cannot be marked.
  const recorded = useRef<readonly unknown[]>([]);
  useEffect(() => {
    if (!recorded.current.includes(error)) captureOnce(sonde, error, undefined, severity);
    recorded.current = [error];
  }, [sonde, error, severity]);
};

/** What React says of an error beside itself. */
interface RootErrorInfo {
  readonly componentStack?: string | undefined;
  /** The boundary that caught it. */
  readonly errorBoundary?: unknown;
}

/** The callbacks of React's root, as `createRoot` and `hydrateRoot` take them. */
export interface RootHandlers {
  onUncaughtError(error: unknown, info: RootErrorInfo): void;
  onCaughtError(error: unknown, info: RootErrorInfo): void;
  onRecoverableError(error: unknown, info: RootErrorInfo): void;
}

/**
 * What React's root calls with errors, from React 19 on. Errors that a boundary caught, and those that React recovered
 * from, are recorded here (those of an `ErrorBoundary` there); an uncaught error gets its components and goes where it
 * goes without this, to `window`'s `error` event, where the plugin `errors()` finds it. The console sees each of them.
 *
 * @see https://react.dev/reference/react-dom/client/createRoot#parameters
 * @example
 * createRoot(element, rootHandlers(sonde)).render(<App />);
 */
export const rootHandlers = (sonde: Pick<Sonde, 'track'>): RootHandlers => {
  const record: RootHandlers['onCaughtError'] = (error, { componentStack, errorBoundary }) => {
    if (!(errorBoundary instanceof ErrorBoundary)) captureOnce(sonde, error, componentStack);
    console.error(error);
  };
  return {
    onCaughtError: record,
    onRecoverableError: record,
    onUncaughtError(error, { componentStack }) {
      addComponents(error, componentStack);
      (typeof reportError === 'function' ? reportError : console.error)(error);
    },
  };
};
