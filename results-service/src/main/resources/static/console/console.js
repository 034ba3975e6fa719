'use strict';
// The pages work without this: it puts times into the zone of the reader, adds keys, and draws the charts.
(() => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const near = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

  function times(root) {
    for (const time of root.querySelectorAll('time[datetime]:not([data-local])')) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      time.textContent = near.format(at);
      time.title = time.dateTime + ' (UTC); shown in ' + zone;
      time.dataset.local = 'yes';
    }
  }

  function zones(root) {
    for (const input of root.querySelectorAll('input[name=timezone]')) if (!input.value) input.value = zone;
  }

  function theme() {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    const next = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    document.cookie = 'quarry-theme=' + next + ';path=/;max-age=31536000;samesite=lax';
    charts();
  }

  // Rows: one is "here"; its first link is what Enter opens.
  function move(step) {
    const links = [...document.querySelectorAll('main .open')];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const link = links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + step))];
    document.querySelectorAll('.here').forEach(e => e.classList.remove('here'));
    (link.closest('tr') || link).classList.add('here');
    link.focus();
    link.scrollIntoView({ block: 'nearest' });
  }

  let going = false;
  const plain = {
    '?': () => document.getElementById('keys').showModal(),
    '/': () => document.querySelector('main input[type=search], main textarea, main input:not([type=hidden])')?.focus(),
    n: () => document.querySelector('[data-key=n]')?.click(),
    j: () => move(1),
    k: () => move(-1),
    ']': () => document.querySelector('a[rel=next]')?.click(),
    g: () => { going = true; },
  };

  document.addEventListener('keydown', event => {
    const typing = event.target.closest('input:not([type=checkbox], [type=radio]), textarea, select');
    if (typing) {
      if (event.key === 'Escape') event.target.blur();
      if (event.key === 'Enter' && event.ctrlKey && event.target.form) event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const was = going;
    going = false;
    const action = was
      ? () => document.querySelector('nav [data-key=' + CSS.escape(event.key) + ']')?.click()
      : Object.hasOwn(plain, event.key) ? plain[event.key] : null;
    if (action) {
      event.preventDefault();
      action();
    }
  });

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const cells = id => [...document.querySelectorAll('#' + id + ' tbody tr')]
    .map(row => [...row.cells].map(cell => cell.textContent.trim()));
  const tone = outcome => css('--' + outcome.toLowerCase().replace('_', '-'));

  function coverage() {
    const rows = cells('coverage-table');
    const runs = [...new Set(rows.map(row => row[0]))].reverse();
    const outcomes = [...new Set(rows.map(row => row[1]))];
    const count = (run, outcome) => Number(rows.find(row => row[0] === run && row[1] === outcome)?.[2] ?? 0);
    return {
      legend: { bottom: 0, textStyle: { color: css('--ink') } },
      grid: { left: 8, right: 8, top: 12, bottom: 36, containLabel: true },
      xAxis: { type: 'category', data: runs, axisLabel: { color: css('--muted'), width: 120, overflow: 'truncate', hideOverlap: true }, axisLine: { lineStyle: { color: css('--line') } } },
      yAxis: { type: 'value', minInterval: 1, axisLabel: { color: css('--muted') }, splitLine: { lineStyle: { color: css('--line') } } },
      series: outcomes.map(outcome => ({
        name: outcome.toLowerCase().replace('_', ' '), type: 'bar', stack: 'all', barMaxWidth: 34,
        itemStyle: { color: tone(outcome) }, data: runs.map(run => count(run, outcome)),
      })),
    };
  }

  function systems() {
    const rows = cells('systems-table').reverse();
    const text = css('--ink');
    return {
      legend: { bottom: 0, textStyle: { color: text } },
      grid: { left: 8, right: 24, top: 12, bottom: 36, containLabel: true },
      xAxis: { type: 'value', minInterval: 1, axisLabel: { color: css('--muted') }, splitLine: { lineStyle: { color: css('--line') } } },
      yAxis: { type: 'category', data: rows.map(row => row[0]), axisLabel: { color: text, width: 180, overflow: 'truncate' }, axisLine: { lineStyle: { color: css('--line') } } },
      series: [
        { name: 'online', type: 'bar', stack: 'all', barMaxWidth: 26, itemStyle: { color: css('--completed') }, data: rows.map(row => Number(row[2])) },
        { name: 'away', type: 'bar', stack: 'all', barMaxWidth: 26, itemStyle: { color: css('--pending') }, data: rows.map(row => row[1] - row[2]) },
      ],
    };
  }

  // The first column names the bars, each column of numbers is a series.
  function result() {
    const table = document.getElementById('result-table');
    const titles = [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim());
    const rows = cells('result-table');
    const tones = ['--completed', '--partial', '--incomplete', '--truncated', '--expired'].map(css);
    const numeric = titles.map((_, i) => i).filter(i => i && [...table.tBodies[0].rows].some(row => row.cells[i].classList.contains('num')));
    return {
      color: tones,
      legend: { bottom: 0, textStyle: { color: css('--ink') } },
      grid: { left: 8, right: 8, top: 12, bottom: 36, containLabel: true },
      xAxis: { type: 'category', data: rows.map(row => row[0]), axisLabel: { color: css('--muted'), width: 120, overflow: 'truncate', hideOverlap: true }, axisLine: { lineStyle: { color: css('--line') } } },
      yAxis: { type: 'value', axisLabel: { color: css('--muted') }, splitLine: { lineStyle: { color: css('--line') } } },
      series: numeric.map(i => ({ name: titles[i], type: 'bar', barMaxWidth: 34, data: rows.map(row => Number(row[i]) || 0) })),
    };
  }

  const drawings = { coverage, systems, result };

  function charts() {
    for (const place of document.querySelectorAll('[data-chart]')) {
      if (!window.echarts) return;
      if (!place.offsetWidth) continue; // folded away
      const options = drawings[place.dataset.chart]();
      const chart = echarts.getInstanceByDom(place) || echarts.init(place);
      chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...options }, true);
      new ResizeObserver(() => chart.resize()).observe(place);
    }
  }

  document.addEventListener('DOMContentLoaded', () => {
    times(document);
    zones(document);
    charts();
    document.getElementById('theme')?.addEventListener('click', theme);
    document.getElementById('keys-open')?.addEventListener('click', () => document.getElementById('keys').showModal());
  });
  document.addEventListener('quarry:charts', charts);
  document.addEventListener('quarry:shown', event => times(event.target));
  document.addEventListener('htmx:afterSwap', event => {
    times(event.target.isConnected ? event.target : document);
    times(document);
  });
})();
