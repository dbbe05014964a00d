import Link from 'next/link';
import { useRouter } from 'next/router';
import { Bomb } from '../../components/bomb';
import { Boundary } from '../../components/boundary';

export const getServerSideProps = () => ({ props: {} });

export default function Item() {
  const { query } = useRouter();
  return (
    <main>
      <h1 id="item">Item {query.id}</h1>
      <Link id="about" href="/about">
        About
      </Link>
      <Boundary>
        <Bomb id="break-inside" message="the item broke" />
      </Boundary>
    </main>
  );
}
