export default function NotFound() {
  return <h1 id="not-found">No such page</h1>;
}
