import Link from 'next/link';
import type { ReactNode } from 'react';
import { Bomb } from '../components/bomb';

export const metadata = { title: 'Shop', icons: 'data:,' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link id="home" href="/">
            Home
          </Link>
          <Link id="order-1" href="/orders/1">
            Order 1
          </Link>
          <Link id="order-22" href="/orders/22">
            Order 22
          </Link>
          <Link id="broken-order" href="/orders/500">
            Broken order
          </Link>
          <Link id="no-order" href="/orders/404">
            No order
          </Link>
          <Link id="moved" href="/moved">
            Moved
          </Link>
          <Link id="old" href="/old">
            Old
          </Link>
          <Link id="static" href="/static">
            Static
          </Link>
          <Link id="about" href="/about">
            About
          </Link>
        </nav>
        <Bomb id="break-layout" message="the layout broke" />
        {children}
      </body>
    </html>
  );
}
