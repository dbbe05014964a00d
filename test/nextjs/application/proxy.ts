import { type NextRequest, NextResponse } from 'next/server';

/** The strict policy of Next.js's guide, with a nonce for each page. */
export function proxy({ headers }: NextRequest) {
  const nonce = btoa(crypto.randomUUID());
  const isDevelopment = process.env.NODE_ENV === 'development';
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // The overlay of Next.js's development server has styles without a nonce.
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  const passed = new Headers(headers);
  passed.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers: passed } });
  response.headers.set('content-security-policy', policy);
  return response;
}

// Pages that are rendered once, when the application is built, can have no nonce.
export const config = { matcher: '/((?!telemetry|_next|static|about|items|favicon).*)' };
