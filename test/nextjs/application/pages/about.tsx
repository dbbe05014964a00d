import Link from 'next/link';

/** The Pages Router, in the same application. */
export default function About() {
  return (
    <main>
      <h1 id="about-page">About</h1>
      <Link id="item-5" href="/items/5">
        Item 5
      </Link>
    </main>
  );
}
