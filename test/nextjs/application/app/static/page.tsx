export const dynamic = 'force-static';

export default function Static() {
  return <h1 id="static-page">Rendered when the application was built</h1>;
}
