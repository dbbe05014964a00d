// @vitest-environment jsdom
import { act, Component, createElement as h, type ReactNode, StrictMode } from 'react';
import { createRoot, type RootOptions } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Attributes } from '../../../src/event.js';
import { ErrorBoundary, rootHandlers, useException } from '../../../src/frameworks/react.js';

/** What React's development build does twice, and what passes through boundaries though it is no error. */

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);
vi.spyOn(console, 'error').mockImplementation(() => {});

let told: Attributes[];
const sonde = { track: (_: string, attributes: Attributes = {}) => void told.push(attributes) };
beforeEach(() => {
  told = [];
});

const show = async (
  node: ReactNode,
  options: RootOptions = { onCaughtError() {}, onUncaughtError() {} },
): Promise<HTMLElement> => {
  const element = document.createElement('div');
  const root = createRoot(element, options);
  await act(async () => root.render(node));
  return element;
};

class Router extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError = (error: Error) => ({ error });
  override render = (): ReactNode => this.state.error?.message ?? this.props.children;
}
const Thrower = ({ error }: { error: unknown }): never => {
  throw error;
};

test.each([
  ['a redirect', 'NEXT_REDIRECT;replace;/orders/8;307;'],
  ['a page that is not there', 'NEXT_HTTP_ERROR_FALLBACK;404'],
  ['a page that is not there, before Next.js 15', 'NEXT_NOT_FOUND'],
  ['what only a browser renders', 'BAILOUT_TO_CLIENT_SIDE_RENDERING'],
])('%s goes through a boundary to the router, and is no exception', async (_, digest) => {
  const error = Object.assign(new Error('the router’s'), { digest });
  const boundary = h(ErrorBoundary, { sonde, fallback: 'broken' }, h(Thrower, { error }));
  expect((await show(h(Router, null, boundary))).textContent).toBe('the router’s');
  expect(told).toEqual([]);
});

test.each([undefined, null, 'no', {}, { digest: 7 }, Object.freeze(new Error('no'))])(
  'a boundary catches everything else: %o',
  async (error) => {
    const boundary = h(ErrorBoundary, { sonde, fallback: 'broken' }, h(Thrower, { error }));
    expect((await show(boundary)).textContent).toBe('broken');
    expect(told).toHaveLength(1);
  },
);

test.each([
  undefined,
  null,
  'no',
  404,
  Object.freeze({ status: 404 }),
  Object.freeze(new Error('no')),
  new Error('no'),
])('a boundary below a root with the callbacks records once: %o', async (error) => {
  const boundary = h(ErrorBoundary, { sonde, fallback: 'broken' }, h(Thrower, { error }));
  expect((await show(h(StrictMode, null, boundary), rootHandlers(sonde))).textContent).toBe('broken');
  expect(told).toHaveLength(1);
  await show(h(Router, null, h(Thrower, { error: new Error('of another boundary') })), rootHandlers(sonde));
  expect(told.map((attributes) => attributes['exception.message']).slice(1)).toEqual(['of another boundary']);
});

test('an error that a framework hands to a component is recorded once, with what the server calls it', async () => {
  const ErrorPage = ({ error }: { error: unknown }): string => {
    useException(sonde, error, 'fatal');
    return 'broken';
  };
  const error = Object.assign(new Error('An error occurred in the Server Components render'), {
    digest: '1231699112',
  });
  await show(h(StrictMode, null, h(ErrorPage, { error })));
  await show(h(ErrorPage, { error }));
  expect(told).toEqual([
    expect.objectContaining({
      'exception.message': 'An error occurred in the Server Components render',
      'exception.stacktrace': expect.stringMatching(/Caused by: Server: digest 1231699112\n/),
      'sonde.exception.handled': false,
    }),
  ]);
  await show(h(ErrorPage, { error: new Error('another') }));
  expect(told).toHaveLength(2);
});

test('what is no object is recorded with each change of it, not with each rendering', async () => {
  const ErrorPage = ({ error }: { error: unknown }): null => {
    useException(sonde, error);
    return null;
  };
  const root = createRoot(document.createElement('div'));
  for (const error of ['a', 'a', 'b'])
    await act(async () => root.render(h(StrictMode, null, h(ErrorPage, { error }))));
  expect(told.map((attributes) => attributes['exception.message'])).toEqual(['a', 'b']);
});
