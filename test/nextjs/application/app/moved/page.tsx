import { redirect } from 'next/navigation';

// Rendered for each visit, as its nonce is.
export const dynamic = 'force-dynamic';

export default function Moved() {
  redirect('/orders/7');
}
