// One incident as an element. Whatever comes from outside becomes text through textContent, never markup.

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const units = {
  invocations: 'calls/min', errors: 'errors/min', denied: 'refused calls/min', durationP95: 'ms (p95)',
  coldStarts: 'cold starts/min', newCaller: 'new callers/min', pattern: 'distance',
  lostEvents: 'lost events', riskyChange: 'risky changes', functionsReached: 'functions reached in an hour', functionsOff: 'functions off at once',
};
const kinds = {
  burst: 'Burst', silence: 'Silence', errors: 'Errors', denied: 'Refused callers', latency: 'Latency',
  coldStarts: 'Cold starts', newCaller: 'New caller', pattern: 'Unusual mixture',
  telemetryGap: 'Telemetry lost', riskyChange: 'Risky change', fanOut: 'One caller, many functions', fleet: 'Many functions off',
};

export function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function clock(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return `${time.toISOString().slice(0, 10)} ${time.toISOString().slice(11, 16)}`;
}

const amount = value => (typeof value === 'number' ? numbers.format(value) : '–');
const unit = signal => units[signal] ?? signal;

function expected(anomaly) {
  const low = amount(anomaly.expectedLow), high = amount(anomaly.expectedHigh);
  return low === high ? low : `${low} to ${high}`;
}

function moment(label, text) {
  const time = element('time', clock(text), { datetime: text });
  const part = element('span');
  part.append(label + ' ', time);
  return part;
}

function head(incident) {
  const row = element('div', undefined, { class: 'head' });
  row.append(element('span', incident.severity, { class: 'badge' }));
  if (incident.status === 'resolved') row.append(element('span', 'resolved', { class: 'badge done' }));
  row.append(element('span', kinds[incident.kind] ?? incident.kind), moment('since', incident.firstSeen));
  if (incident.status === 'resolved' && incident.resolvedAt) row.append(moment('resolved', incident.resolvedAt));
  return row;
}

function chart(incident) {
  const figure = element('div', undefined, { class: 'chart' });
  const strongest = incident.anomalies.toSorted((a, b) => b.weight - a.weight || b.score / b.threshold - a.score / a.threshold)[0];
  const picture = element('picture');
  const path = `/api/incidents/${incident.id}/chart.svg?at=${encodeURIComponent(incident.lastSeen)}&width=`;
  picture.append(
    element('source', undefined, { media: '(max-width: 40rem)', srcset: path + 320 }),
    element('img', undefined, {
      src: path + 860, loading: 'lazy',
      alt: `Chart of ${unit(strongest.signal)}: seen ${amount(strongest.observed)}, expected ${expected(strongest)}`,
    }));
  figure.append(picture);
  return figure;
}

function facts(incident) {
  const list = element('dl', undefined, { class: 'facts' });
  const add = (name, value) => list.append(element('dt', name), element('dd', value));
  const shown = incident.functions.slice(0, 6);
  const others = incident.functions.length - shown.length;
  add(incident.functions.length === 1 ? 'Function' : 'Functions', shown.join(', ') + (others > 0 ? ` and ${others} more` : ''));
  add('Last seen', clock(incident.lastSeen));
  add('Confidence', `${Math.round(incident.confidence * 100)} %`);
  return list;
}

function anomalies(incident) {
  const more = element('details', undefined, { class: 'more' });
  const table = element('table');
  const top = element('tr');
  for (const name of ['Function', 'What', 'Seen', 'Expected', 'From', 'To']) top.append(element('th', name, { scope: 'col' }));
  const header = element('thead'), body = element('tbody');
  header.append(top);
  for (const anomaly of incident.anomalies.slice(0, 50)) {
    const row = element('tr');
    for (const value of [
      anomaly.function, unit(anomaly.signal), amount(anomaly.observed), expected(anomaly), clock(anomaly.windowStart), clock(anomaly.windowEnd).slice(11),
    ]) row.append(element('td', value));
    body.append(row);
  }
  table.append(header, body);
  const box = element('div', undefined, { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Anomalies of this incident' });
  box.append(table);
  const count = incident.anomalies.length + (incident.anomaliesLeftOut ?? 0);
  more.append(element('summary', count === 1 ? '1 anomaly' : `${numbers.format(count)} anomalies`), box);
  return more;
}

const answers = { expected: 'Expected', noise: 'Noise', real: 'Real' };

function answer(incident, said, say) {
  const row = element('div', undefined, { class: 'answer', role: 'group', 'aria-label': 'What was it?' });
  row.append(element('span', said ? `Answered ${answers[said.answer] ?? said.answer} by ${said.by}, ${clock(said.at)}` : 'What was it?'));
  for (const [name, label] of Object.entries(answers)) {
    const button = element('button', label, { type: 'button', 'aria-pressed': String(said?.answer === name) });
    button.addEventListener('click', () => say(incident, name));
    row.append(button);
  }
  return row;
}

export function card(incident, said, say) {
  const article = element('article', undefined, {
    class: 'card', id: incident.id, tabindex: '-1', 'data-severity': incident.severity, 'data-status': incident.status, 'aria-labelledby': `t-${incident.id}`,
  });
  const lines = element('ul', undefined, { class: 'lines' });
  for (const line of incident.explanation.split('\n')) {
    if (line.trim() !== '') lines.append(element('li', line));
  }
  const title = element('h3', undefined, { id: `t-${incident.id}` });
  title.append(element('a', incident.title, { href: `#${incident.id}` }));
  article.append(head(incident), title, lines);
  if (incident.anomalies.length > 0) article.append(chart(incident));
  article.append(facts(incident), answer(incident, said, say));
  if (incident.anomalies.length > 0) article.append(anomalies(incident));
  return article;
}
