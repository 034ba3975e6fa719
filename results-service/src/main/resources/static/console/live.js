'use strict';
// A run that is not done tells its page what is new. Each message holds the parts that changed since the last one of the
// same connection, and a new connection begins with all of them: whatever was lost is made up for.
(() => {
  const LONGEST_PAUSE = 30_000;
  const page = () => document.getElementById('live');
  const lost = is => { document.getElementById('lost').hidden = !is; };
  const waiting = new Map();
  let source = null;
  let pause = 1_000;

  // What is being read or reached by keyboard must not be swapped away under the reader.
  function put(id, html) {
    const part = document.getElementById(id);
    if (!part) return;
    if (part.dataset.calm && part.contains(document.activeElement)) {
      waiting.set(id, html);
      return;
    }
    waiting.delete(id);
    const template = document.createElement('template');
    template.innerHTML = html;
    part.replaceChildren(...template.content.firstElementChild.childNodes);
    part.dispatchEvent(new CustomEvent('quarry:shown', { bubbles: true }));
  }

  function show(news) {
    for (const [id, html] of Object.entries(news.parts)) put(id, html);
    if (news.state === page().dataset.state) return;
    page().dataset.state = news.state; // the buttons are others now, and they bear what belongs to this session
    if (news.state === 'done') leave();
    htmx.ajax('GET', page().dataset.page, { target: '#live', swap: 'outerHTML' });
  }

  function leave() {
    source?.close();
    source = null;
  }

  // Browsers allow a host few connections at a time: a page that nobody sees lets its own go.
  function follow() {
    if (document.hidden || page().dataset.state === 'done') return leave();
    if (source) return;
    source = new EventSource(page().dataset.watch);
    source.addEventListener('open', () => { pause = 1_000; lost(false); });
    source.addEventListener('run', event => show(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      if (!source) return;
      lost(true);
      if (source.readyState === EventSource.CLOSED) { // refused, not broken: the browser does not try again
        leave();
        setTimeout(follow, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    });
  }

  document.addEventListener('focusout', () => setTimeout(() => {
    for (const [id, html] of [...waiting]) put(id, html);
  }));
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', leave);
  addEventListener('pageshow', follow);
})();
