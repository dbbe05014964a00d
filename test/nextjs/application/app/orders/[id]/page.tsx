import { notFound } from 'next/navigation';
import { Bomb } from '../../../components/bomb';
import { Boundary } from '../../../components/boundary';
import { Filter } from '../../../components/filter';
import { cancel } from './cancel';

async function Order({ id }: { id: string }) {
  if (id === '404') notFound();
  return <h1 id="order">Order {id}</h1>;
}

export default async function OrderPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (id === '500') throw new Error('the database is gone');
  return (
    <main>
      <Boundary>
        <Order id={id} />
      </Boundary>
      <Filter />
      <form action={cancel}>
        <button type="submit" id="cancel" data-feature="cancel">
          Cancel
        </button>
      </form>
      <Bomb id="break-page" message="the page broke" />
    </main>
  );
}
