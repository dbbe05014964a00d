'use client';

/** Failures outside of what React renders. */
export const Failures = () => (
  <>
    <button
      type="button"
      id="throw"
      onClick={() => {
        throw new TypeError('the handler broke');
      }}
    >
      Throw
    </button>
    <button type="button" id="reject" onClick={() => Promise.reject(new TypeError('the promise broke'))}>
      Reject
    </button>
  </>
);
