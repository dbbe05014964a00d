import { Boundary } from '../../components/boundary';
import { Elsewhere } from '../../components/elsewhere';

// Rendered for each visit, as its nonce is.
export const dynamic = 'force-dynamic';

export default function Old() {
  return (
    <Boundary>
      <Elsewhere />
    </Boundary>
  );
}
