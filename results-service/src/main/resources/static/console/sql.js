'use strict';
// Colours the query as it is typed, cancels one that takes too long, and draws an answer when somebody wants to see it.
(() => {
  const field = document.getElementById('sql');
  const form = field.form;
  const under = field.previousElementSibling;
  const WORDS = new Set(('all and anti any as asc asof between by case cast cross delete desc describe distinct else end except exclude exists '
    + 'false filter first following from full group grouping having ilike in inner intersect interval is join last lateral left like limit '
    + 'not null nulls offset on or order outer over partition pivot positional preceding qualify range recursive replace right row rows '
    + 'select semi sets show similar summarize table then to true unbounded union unnest using values when where window with within').split(' '));
  const TOKEN = /(--[^\n]*|\/\*[^]*?(?:\*\/|$))|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)/g;
  const KINDS = ['comment', 'text', 'name', 'number', 'word'];

  function colour() {
    const lit = document.createDocumentFragment();
    const sql = field.value;
    let end = 0;
    for (const token of sql.matchAll(TOKEN)) {
      const kind = KINDS[token.slice(1).findIndex(part => part !== undefined)];
      if (kind === 'name' || (kind === 'word' && !WORDS.has(token[0].toLowerCase()))) continue;
      lit.append(sql.slice(end, token.index));
      const span = document.createElement('span');
      span.className = 'sql-' + kind;
      span.textContent = token[0];
      lit.append(span);
      end = token.index + token[0].length;
    }
    lit.append(sql.slice(end) + '\n'); // a line that was just begun counts, too
    under.replaceChildren(lit);
    under.scrollTop = field.scrollTop;
  }

  field.parentElement.classList.add('lit');
  field.addEventListener('input', colour);
  field.addEventListener('scroll', () => { under.scrollTop = field.scrollTop; });
  colour();

  // The service stops the query as soon as its asker is gone.
  document.getElementById('cancel').addEventListener('click', () => htmx.trigger(form, 'htmx:abort'));

  document.addEventListener('toggle', event => {
    if (event.target.id !== 'chart' || !event.target.open) return;
    const draw = () => document.dispatchEvent(new CustomEvent('quarry:charts'));
    if (window.echarts) return draw();
    const script = document.createElement('script');
    script.src = event.target.dataset.script;
    script.addEventListener('load', draw);
    document.head.append(script);
  }, true);
})();
