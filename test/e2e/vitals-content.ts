/** A page with something to paint, to shift and to wait for. */
export const CONTENT = `
<h1 style="font-size:60px">Something large to paint</h1><p id="pushed">pushed down</p>
<button id="slow">slow</button><button id="quick">quick</button><button id="route">route</button><a id="next" href="/next">next</a>
<script>
  const wait = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
  document.querySelector('#slow').onclick = () => wait(150);
  document.querySelector('#route').onclick = () => {
    history.pushState(null, '', '/route');
    const large = document.createElement('h1');
    large.textContent = 'Another page, painted large';
    large.style.fontSize = '70px';
    document.body.append(large);
  };
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    const space = document.createElement('div');
    space.style.height = '200px';
    document.body.prepend(space);
    window.isShifted = true;
  })));
</script>`;
