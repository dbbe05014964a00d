import { parseCart } from './cart.mjs';
import { findProduct } from './catalogue.mjs';
import { readCookies } from './cookies.mjs';
import { CURRENCIES } from './money.mjs';
import { findRelease } from './releases.mjs';

/** Chooses the release for one request, before the visitor's own choice; synthetic visitors send it. */
export const RELEASE_HEADER = 'x-shop-release';

/** What a request says about the visitor: everything that the pages are drawn from. */
export const readVisit = (request, release) => {
  const cookies = readCookies(request);
  const { pathname, searchParams } = new URL(request.url, 'http://shop');
  return {
    path: pathname,
    query: (searchParams.get('q') ?? '').slice(0, 60),
    release: findRelease(request.headers[RELEASE_HEADER]) ?? findRelease(cookies.release) ?? release,
    currency: cookies.currency in CURRENCIES ? cookies.currency : 'EUR',
    theme: cookies.theme ?? 'system',
    cart: parseCart(cookies.cart),
    wishList: (cookies.wishes ?? '').split('.').map(Number).filter(findProduct),
    orders: (cookies.orders ?? '').split('.').filter(Boolean),
  };
};
