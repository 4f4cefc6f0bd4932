// The page: reads the list, then follows the stream of changes. The stream is opened first, so that nothing falls between the two.
import { card, element } from './card.js';

const byId = id => document.getElementById(id);
const severities = ['critical', 'high', 'medium', 'low'];
const maxResolved = 100;
const poll = Number(document.documentElement.dataset.poll ?? 0); // seconds between two looks, where nobody streams
const incidents = new Map();
const shown = new Map();
const feedback = new Map(); // the newest answer of each incident
let stream = null;
let retry = null;
let listed = false;
let waiting = null; // changes that came while the list was being read

function connection(state, text) {
  const place = byId('connection');
  if (place.dataset.state !== state) [place.dataset.state, place.textContent] = [state, text];
}

function order(left, right) {
  return severities.indexOf(left.severity) - severities.indexOf(right.severity) || right.firstSeen.localeCompare(left.firstSeen) || left.id.localeCompare(right.id);
}

// Only the cards that have changed are made anew: focus, opened details and pictures of the others stay.
function fill(place, wanted) {
  const ids = new Set(wanted.map(incident => incident.id));
  for (const child of [...place.children]) if (!ids.has(child.id)) child.remove();
  wanted.forEach((incident, index) => {
    const version = JSON.stringify([incident, feedback.get(incident.id)]);
    let made = place.children[index]?.id === incident.id ? place.children[index] : byId(incident.id);
    if (made === null || made.parentElement !== place || shown.get(incident.id) !== version) {
      const old = made;
      made = card(incident, feedback.get(incident.id), say);
      if (old !== null) {
        const open = old.querySelector('details')?.open;
        if (open) made.querySelector('details')?.setAttribute('open', '');
        const hadFocus = old.contains(document.activeElement);
        old.replaceWith(made);
        if (hadFocus) made.focus({ preventScroll: true });
      } else if (listed) {
        made.classList.add('fresh');
      }
      shown.set(incident.id, version);
    }
    if (place.children[index] !== made) place.insertBefore(made, place.children[index] ?? null);
  });
}

function render() {
  const all = [...incidents.values()];
  const open = all.filter(incident => incident.status === 'open').sort(order);
  const resolved = all.filter(incident => incident.status !== 'open')
    .sort((left, right) => right.firstSeen.localeCompare(left.firstSeen) || left.id.localeCompare(right.id)).slice(0, maxResolved);
  fill(byId('open'), open);
  fill(byId('resolved'), resolved);
  byId('open-count').textContent = open.length;
  byId('open-count').hidden = open.length === 0;
  byId('resolved-count').textContent = resolved.length;
  byId('past').hidden = resolved.length === 0;
  byId('empty').hidden = open.length > 0;
  byId('how').hidden = resolved.length > 0;
  document.title = open.length > 0 ? `(${open.length}) AnomalyWatch` : 'AnomalyWatch';
}

function take(incident) {
  const before = incidents.get(incident.id);
  if (incident.mergedInto) incidents.delete(incident.id);
  else incidents.set(incident.id, incident);
  render();
  if (incident.mergedInto) return;
  if (before === undefined || before.status !== incident.status) {
    byId('news').textContent = `${incident.status === 'open' ? 'Incident opened' : 'Incident resolved'}, ${incident.severity}: ${incident.title}`;
  }
}

async function read(path) {
  const reply = await fetch(path, { headers: { accept: 'application/json' } });
  if (reply.status === 401) location.assign('/sign-in'); // the session has ended
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply.json();
}

function hear(one) {
  const known = feedback.get(one.incident);
  if (known === undefined || known.at <= one.at) feedback.set(one.incident, one);
}

async function say(incident, answer) {
  const reply = await fetch(`/api/incidents/${incident.id}/feedback`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ answer }),
  });
  if (reply.status === 401) location.assign('/sign-in');
  if (!reply.ok) {
    byId('news').textContent = 'The answer was not taken: try again.';
    return;
  }
  hear(await reply.json());
  byId('news').textContent = `Answered: ${answer}.`;
  render();
}

async function list() {
  waiting = [];
  const [open, newest, said] = await Promise.all([read('/api/incidents?status=open&limit=500'), read('/api/incidents?limit=100'), read('/api/feedback')]);
  for (const one of said.feedback.toReversed()) hear(one);
  const changes = waiting;
  waiting = null;
  incidents.clear();
  for (const incident of [...newest.incidents, ...open.incidents]) incidents.set(incident.id, incident);
  render();
  changes.forEach(take);
  const isFirst = !listed;
  listed = true;
  if (isFirst) await choose();
}

// An incident named behind the # is shown even when it is no longer among the newest.
async function choose() {
  const id = location.hash.slice(1);
  for (const chosen of document.querySelectorAll('.chosen')) chosen.classList.remove('chosen');
  if (!/^[0-9a-f]{32}$/.test(id)) return;
  if (!incidents.has(id)) {
    try {
      const incident = await read(`/api/incidents/${id}`);
      incidents.set(incident.id, incident);
      render();
    } catch {
      byId('news').textContent = 'There is no incident of that name any more.';
      return;
    }
  }
  if (incidents.get(id).status !== 'open') byId('resolved-details').open = true;
  const place = byId(id);
  place?.classList.add('chosen');
  place?.scrollIntoView({ block: 'start' });
  place?.focus({ preventScroll: true });
}

async function count() {
  if (document.hidden || poll > 0) return;
  try {
    const { instruments } = await read('/api/stats');
    const format = new Intl.NumberFormat('en', { notation: 'standard', maximumFractionDigits: 0 });
    for (const place of document.querySelectorAll('[data-counter]')) {
      place.textContent = format.format(instruments[place.dataset.counter]?.total ?? 0);
    }
  } catch {
    // The state of the connection says it already.
  }
}

function disconnect() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

function again() {
  disconnect();
  connection('lost', 'Connection lost, trying again');
  retry = setTimeout(connect, 2500);
}

async function look() {
  try {
    await list();
    connection('live', `Looking every ${poll} s`);
  } catch {
    connection('lost', 'Connection lost, trying again');
  }
  if (!document.hidden) retry = setTimeout(look, poll * 1000);
}

function connect() {
  disconnect();
  if (poll > 0) {
    look();
    return;
  }
  const own = stream = new EventSource('/api/events');
  own.addEventListener('open', async () => {
    try {
      await list();
      if (stream === own) connection('live', 'Live');
    } catch {
      if (stream === own) again();
    }
  });
  own.addEventListener('incident', event => {
    if (waiting !== null) waiting.push(JSON.parse(event.data));
    else take(JSON.parse(event.data));
  });
  own.addEventListener('error', () => {
    // The browser itself gives up after a refusal (503); after a break we start anew too, because the list has to be read again.
    if (stream === own) again();
  });
}

// A hidden page gives its connection back: a browser has six for this address.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    disconnect();
    connection('paused', 'Paused');
  } else {
    connect();
    count();
  }
});
addEventListener('hashchange', choose);

byId('example').textContent = `curl ${location.origin}/api/ingest/invocations \\
  -H 'Content-Type: application/json' -d '{
    "function": "azure/my-subscription/shop/checkout",
    "start": "${new Date().toISOString().slice(0, 19)}Z",
    "durationMs": 42,
    "outcome": "ok"
  }'`;
connect();
count();
setInterval(count, 3000);
