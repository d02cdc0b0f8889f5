#!/usr/bin/env node
// Synthesises arbitrarily large traffic and rollout trees from recordings.
//
//   node make-large.mjs rpc      --from DIR[,DIR...] --out rpc.jsonl   [options]
//   node make-large.mjs rollouts --from DIR[,DIR...] --out SESSIONS_DIR [options]
//
// DIR is a recording (holds rpc.jsonl and rollouts/) or a folder of recordings.
// Options
//   --threads N       threads (default 20)            --turns M        turns of each thread (default 10)
//   --concurrency C   threads active at a time (8)    --seed S         any string; same seed, same output
//   --delta-kb K      rpc: delta payload per turn in KiB, log-normally spread (default 24)
//   --delta-size B    rpc: mean bytes of one delta (default 14 for messages, 90 for command output)
//   --start ISO       time of the first message (default 2026-03-02T08:00:00Z)
//   --days D          rollouts: spread the threads over D days (default 30)
//   --max-mb X        stop after about X MiB
// Every thread, turn, item and request gets an id of its own; references between them, token
// totals, aggregated texts and all timestamps are kept consistent.  Memory use is constant.
import fs from 'node:fs';
import path from 'node:path';

const argv = process.argv.slice(2);
const mode = argv[0];
const opt = (n, d) => {
  const i = argv.indexOf('--' + n);
  return i < 0 ? d : argv[i + 1];
};
const num = (n, d) => Number(opt(n, d));
if (!['rpc', 'rollouts'].includes(mode) || !opt('from') || !opt('out')) {
  console.error(
    'usage: make-large.mjs rpc|rollouts --from DIR[,DIR] --out PATH [--threads N --turns M --concurrency C --delta-kb K --delta-size B --seed S --start ISO --days D --max-mb X]',
  );
  process.exit(2);
}

// ---------------------------------------------------------------- random
let st = 0;
for (const ch of String(opt('seed', 'large'))) st = (Math.imul(st ^ ch.charCodeAt(0), 2654435761) + 1013904223) >>> 0;
const rnd = () => {
  st = (st + 0x6d2b79f5) >>> 0;
  let t = st;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const int = (n) => Math.floor(rnd() * n);
const pickOf = (a) => a[int(a.length)];
const gauss = () => Math.sqrt(-2 * Math.log(1 - rnd())) * Math.cos(2 * Math.PI * rnd());
const hex = (n) => {
  let s = '';
  while (s.length < n) s += int(16).toString(16);
  return s;
};
const AB = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const word = (n) => {
  let s = '';
  while (s.length < n) s += AB[int(62)];
  return s;
};
const uuid7 = (ms) => {
  const t = Math.floor(ms).toString(16).padStart(12, '0');
  return `${t.slice(0, 8)}-${t.slice(8)}-7${hex(3)}-${'89ab'[int(4)]}${hex(3)}-${hex(12)}`;
};
const WORDS =
  'the parser reads each line and keeps a small table of names then it writes them back in order so that later steps can find every entry without another pass over the input which would cost time on large files'.split(
    ' ',
  );
const prose = (bytes) => {
  let s = '';
  while (s.length < bytes) s += ' ' + pickOf(WORDS) + (rnd() < 0.07 ? ',' : '') + (rnd() < 0.05 ? '.\n' : '');
  return s.slice(0, bytes);
};
const logText = (bytes) => {
  let s = '';
  while (s.length < bytes)
    s += `[${int(9)}${int(9)}${int(9)}] compile src/mod_${int(4000)}.c -O2 -g -o out/mod_${hex(4)}.o\n`;
  return s.slice(0, bytes);
};

// ---------------------------------------------------------------- input
const recordings = [];
for (const d of opt('from').split(',')) {
  if (fs.existsSync(path.join(d, 'rpc.jsonl'))) recordings.push(d);
  else
    for (const e of fs.readdirSync(d))
      if (fs.existsSync(path.join(d, e, 'rpc.jsonl'))) recordings.push(path.join(d, e));
}
recordings.sort();
if (!recordings.length) {
  console.error('no recording found');
  process.exit(1);
}
const lines = (f) =>
  fs
    .readFileSync(f, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((l) => JSON.parse(l));

// ---------------------------------------------------------------- ids and times
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TAGGED = /\b(call|msg|rs|ws|ig|fc|ctc|resp|exec)_[A-Za-z0-9]{16,}/g;
const isMs = (n) => n > 1e12 && n < 1e13,
  isSec = (n) => n > 1e9 && n < 1e10;
function mapper(base, t0old, t0new) {
  // base: Map shared by a thread; own ids live in `local`
  const local = new Map();
  const get = (old, make) => base.get(old) ?? local.get(old) ?? (local.set(old, make()), local.get(old));
  const str = (s) =>
    s
      .replace(UUID, (u) => get(u, () => uuid7(t0new + int(1000))))
      .replace(TAGGED, (u, p) =>
        get(
          u,
          () =>
            `${p}_${/^[0-9a-f]+$/.test(u.slice(p.length + 1)) ? hex(u.length - p.length - 1) : word(u.length - p.length - 1)}`,
        ),
      );
  const shift = t0new - t0old;
  const walk = (v, k) => {
    if (typeof v === 'string') {
      if (k === 'timestamp' && /^\d{4}-\d\d-\d\dT/.test(v)) return new Date(Date.parse(v) + shift).toISOString();
      return v.length < 8 ? v : str(v);
    }
    if (typeof v === 'number') {
      if (isMs(v) && /(^t$|ms$|at$|Ms$|At$)/.test(k)) return Math.round(v + shift);
      if (isSec(v) && /(at|At|_at)$/.test(k)) return Math.round(v + shift / 1000);
      return v;
    }
    if (Array.isArray(v)) return v.map((x) => walk(x, k));
    if (v && typeof v === 'object') {
      const o = {};
      for (const [kk, x] of Object.entries(v)) o[kk] = walk(x, kk);
      return o;
    }
    return v;
  };
  return { walk, get };
}
function sink(file) {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const fd = fs.openSync(file, 'w');
  let buf = [],
    n = 0,
    total = 0;
  const flush = () => {
    if (buf.length) fs.writeSync(fd, buf.join(''));
    buf = [];
    n = 0;
  };
  return {
    write(o) {
      const s = JSON.stringify(o) + '\n';
      buf.push(s);
      n += s.length;
      total += s.length;
      if (n > 1 << 20) flush();
      return s.length;
    },
    end() {
      flush();
      fs.closeSync(fd);
    },
    get total() {
      return total;
    },
  };
}
const start = Date.parse(opt('start', '2026-03-02T08:00:00Z'));
const N = num('threads', 20),
  M = num('turns', 10),
  maxBytes = num('max-mb', Infinity) * 1048576;

// ================================================================ rpc
function rpcTemplates() {
  const heads = [],
    turns = [];
  let hello = null;
  for (const dir of recordings) {
    const rows = lines(path.join(dir, 'rpc.jsonl'));
    if (rows.some((r) => r.conn !== undefined)) continue;
    if (!hello) {
      const q = rows.find((r) => r.m.method === 'initialize');
      const a = q && rows.find((r) => r.dir === 's2c' && r.m.id === q.m.id && !r.m.method);
      if (a) hello = [q, a, rows.find((r) => r.m.method === 'initialized')].filter(Boolean);
    }
    const answer = new Map(); // request row index -> response row index, for both directions
    for (const [from, to] of [
      ['c2s', 's2c'],
      ['s2c', 'c2s'],
    ]) {
      const open = new Map();
      rows.forEach((r, i) => {
        if (r.dir === from && r.m.method && r.m.id !== undefined) open.set(r.m.id, i);
        else if (r.dir === to && r.m.id !== undefined && !r.m.method && open.has(r.m.id)) {
          answer.set(open.get(r.m.id), i);
          open.delete(r.m.id);
        }
      });
    }
    rows.forEach((q, i) => {
      const a = rows[answer.get(i)];
      if (q.dir !== 'c2s' || !a?.m.result) return;
      if (q.m.method === 'thread/start') {
        const th = a.m.result.thread.id;
        const note = rows.find((r) => r.m.method === 'thread/started' && r.m.params.thread.id === th);
        heads.push({ thread: th, rows: [q, a, note].filter(Boolean), t0: q.t });
      }
      if (q.m.method === 'turn/start') {
        const th = q.m.params.threadId,
          turn = a.m.result.turn.id;
        const endAt = rows.findIndex((r) => r.m.method === 'turn/completed' && r.m.params.turn.id === turn);
        if (endAt < 0) return;
        const keep = new Set([i, answer.get(i)]);
        for (let k = i + 1; k <= endAt; k++) {
          const m = rows[k].m,
            p = m.params;
          if (!m.method || p?.threadId !== th) continue;
          if (p.turnId !== undefined && p.turnId !== null && p.turnId !== turn) continue;
          keep.add(k);
          if (m.id !== undefined && answer.has(k) && answer.get(k) < endAt) keep.add(answer.get(k));
        }
        const list = [...keep].sort((x, y) => x - y).map((k) => rows[k]);
        if (
          list.some(
            (r) => r.m.params?.item?.type === 'collabAgentToolCall' || r.m.params?.item?.type === 'enteredReviewMode',
          )
        )
          return;
        if (list.some((r) => r.m.method === 'turn/start' && r !== q)) return;
        turns.push({
          thread: th,
          turn,
          rows: list,
          t0: q.t,
          len: rows[endAt].t - q.t,
          hasDelta: list.some((r) => /\/(outputDelta|delta)$|Delta$/.test(r.m.method ?? '')),
          weight: 1,
        });
      }
    });
  }
  if (!hello || !heads.length || !turns.length) {
    console.error('the recordings hold no usable thread or turn');
    process.exit(1);
  }
  return { hello, heads, turns, talk: turns.filter((t) => t.hasDelta) };
}

function makeRpc() {
  const T = rpcTemplates();
  const out = sink(opt('out'));
  const deltaKb = num('delta-kb', 24),
    dsize = num('delta-size', 0);
  let now = start,
    rid = 0,
    sid = 0,
    deltaBytes = 0,
    msgs = 0;
  const emit = (r) => {
    const n = out.write(r);
    msgs++;
    if (/[dD]elta$/.test(r.m.method ?? '')) deltaBytes += n;
  };
  const h = mapper(new Map(), T.hello[0].t, now);
  for (const r of T.hello) {
    const x = h.walk(r);
    if (x.m.id !== undefined) x.m.id = r.m.method ? ++rid : rid;
    now = Math.max(now, x.t);
    emit(x);
  }

  // one generator per thread; yields rows in order, the caller interleaves them by time
  function* thread(t0) {
    const head = pickOf(T.heads);
    const ids = new Map();
    const id = uuid7(t0);
    ids.set(head.thread, id);
    let clock = t0;
    const req = new Map();
    const place = (r, map) => {
      const x = map.walk(r);
      if (r.m.id !== undefined) {
        const key = `${r.m.method ? r.dir : r.dir === 'c2s' ? 's2c' : 'c2s'}:${r.m.id}`;
        if (r.m.method) req.set(key, r.dir === 'c2s' ? ++rid : sid++);
        x.m.id = req.get(key);
      }
      return x;
    };
    {
      const map = mapper(ids, head.t0, clock);
      for (const r of head.rows) {
        const x = place(r, map);
        clock = Math.max(clock, x.t);
        yield x;
      }
    }
    const tot = { totalTokens: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningOutputTokens: 0 };
    for (let n = 0; n < M; n++) {
      const tpl = rnd() < 0.75 && T.talk.length ? pickOf(T.talk) : pickOf(T.turns);
      clock += 500 + rnd() * 8000;
      const base = clock;
      ids.set(tpl.thread, id);
      const turnIds = new Map(ids);
      turnIds.set(tpl.turn, uuid7(base));
      req.clear();
      const map = mapper(turnIds, tpl.t0, base);
      // items with deltas share the budget of this turn
      const items = new Map();
      for (const r of tpl.rows)
        if (/[dD]elta$/.test(r.m.method ?? '') && typeof r.m.params.delta === 'string') {
          const k = r.m.params.itemId;
          const e = items.get(k) ?? { n: 0, left: 0, text: '', last: null };
          e.n++;
          e.last = r;
          items.set(k, e);
        }
      let budget = tpl.hasDelta ? deltaKb * 1024 * Math.exp(0.7 * gauss() - 0.245) : 0;
      const share = items.size ? budget / items.size : 0;
      let stretch = 0; // extra time that the additional deltas take
      for (const r of tpl.rows) {
        const x = place(r, map);
        x.t += Math.round(stretch);
        const p = x.m.params,
          e = r.m.params?.itemId !== undefined ? items.get(r.m.params.itemId) : items.get(r.m.params?.item?.id);
        if (/[dD]elta$/.test(r.m.method ?? '') && e) {
          e.text += p.delta;
          yield x;
          clock = Math.max(clock, x.t);
          const isCmd = /commandExecution/.test(r.m.method);
          const mean = dsize || (isCmd ? 90 : 14);
          let room = share / e.n;
          while (room > 0) {
            // `share` counts whole delta messages, not only their text
            const d = (isCmd ? logText : prose)(Math.max(2, Math.round(mean * (0.4 + 1.2 * rnd()))));
            stretch += isCmd ? 4 : 9;
            const y = { dir: x.dir, t: x.t + Math.round(isCmd ? 4 : 9), m: { ...x.m, params: { ...p, delta: d } } };
            x.t = y.t;
            e.text += d;
            room -= JSON.stringify(y).length;
            yield y;
            clock = Math.max(clock, y.t);
          }
          continue;
        }
        const it = p?.item;
        if (it && e && r.m.method === 'item/completed') {
          if (it.type === 'agentMessage' && typeof it.text === 'string') it.text = e.text;
          else if (it.type === 'commandExecution') {
            it.aggregatedOutput = e.text;
            if (it.durationMs != null) it.durationMs += Math.round(stretch);
          } else if (it.type === 'plan') it.text = e.text;
          if (p.completedAtMs) p.completedAtMs += Math.round(stretch);
        } else if (it && p.startedAtMs) p.startedAtMs += Math.round(stretch);
        if (r.m.method === 'thread/tokenUsage/updated') {
          const u = p.tokenUsage;
          for (const k of Object.keys(tot)) tot[k] += u.last[k] ?? 0;
          u.total = { ...u.total, ...tot };
        }
        if (r.m.method === 'turn/completed') {
          const tu = p.turn;
          if (tu.completedAt) tu.completedAt = Math.round(x.t / 1000);
          if (tu.durationMs != null) tu.durationMs += Math.round(stretch);
        }
        clock = Math.max(clock, x.t);
        yield x;
      }
    }
  }
  const C = Math.max(1, num('concurrency', 8));
  let made = 0;
  const active = [];
  const add = (t) => {
    if (made >= N) return;
    made++;
    const g = thread(t);
    const f = g.next();
    if (!f.done) active.push({ g, next: f.value });
  };
  for (let i = 0; i < C; i++) add(now + i * 40);
  while (active.length && out.total < maxBytes) {
    let b = 0;
    for (let i = 1; i < active.length; i++) if (active[i].next.t < active[b].next.t) b = i;
    const a = active[b];
    now = Math.max(now, a.next.t);
    a.next.t = now;
    emit(a.next);
    const f = a.g.next();
    if (f.done) {
      active.splice(b, 1);
      add(now + 200 + int(3000));
    } else a.next = f.value;
  }
  out.end();
  console.error(
    JSON.stringify({
      threads: made,
      messages: msgs,
      mib: +(out.total / 1048576).toFixed(1),
      deltaShare: +(deltaBytes / out.total).toFixed(3),
      spanMinutes: +((now - start) / 60000).toFixed(1),
    }),
  );
}

// ================================================================ rollouts
/** By how much each announced total of the recordings had grown: a total that is announced again stays as it was. */
const grown = new Map();
function growth(before, { total_token_usage: total, last_token_usage: last }) {
  const keys = Object.keys(total).filter((k) => typeof total[k] === 'number');
  // the first total of a file may hold what another thread used; one that fell began anew
  const base = before && keys.every((k) => total[k] >= (before[k] ?? 0)) ? before : null;
  return Object.fromEntries(keys.map((k) => [k, base ? total[k] - (base[k] ?? 0) : (last?.[k] ?? 0)]));
}
function rolloutTemplates() {
  const files = [];
  const walk = (d) => {
    for (const e of fs.readdirSync(d, { withFileTypes: true })) {
      const p = path.join(d, e.name);
      if (e.isDirectory()) walk(p);
      else if (/^rollout-.*\.jsonl$/.test(e.name)) files.push(p);
    }
  };
  for (const r of recordings) {
    const d = path.join(r, 'rollouts');
    if (fs.existsSync(d)) walk(d);
  }
  const heads = [],
    blocks = [];
  for (const f of files.sort()) {
    const rows = lines(f);
    if (rows[0]?.type !== 'session_meta') continue;
    const thread = rows[0].payload.id;
    let cur = null;
    let announced = null;
    heads.push({ thread, row: rows[0], t0: Date.parse(rows[0].timestamp) });
    for (const r of rows.slice(1)) {
      const k = r.type === 'event_msg' ? r.payload?.type : '';
      if (k === 'token_count' && r.payload.info?.total_token_usage) {
        grown.set(r, growth(announced, r.payload.info));
        announced = r.payload.info.total_token_usage;
      }
      if (k === 'task_started' || k === 'turn_started') cur = { thread, rows: [], t0: Date.parse(r.timestamp) };
      if (cur && r.type !== 'session_meta') cur.rows.push(r);
      if (cur && (k === 'task_complete' || k === 'turn_complete' || k === 'turn_aborted')) {
        cur.len = Date.parse(r.timestamp) - cur.t0;
        blocks.push(cur);
        cur = null;
      }
    }
  }
  if (!heads.length || !blocks.length) {
    console.error('the recordings hold no usable rollout');
    process.exit(1);
  }
  // a total that is announced again needs a thread that has used some
  const repeats = ({ rows }) => {
    const first = rows.find((r) => grown.has(r));
    return first !== undefined && !(grown.get(first).total_tokens > 0);
  };
  const openers = blocks.filter((b) => !repeats(b));
  return { heads, blocks, openers: openers.length > 0 ? openers : blocks };
}
function makeRollouts() {
  const T = rolloutTemplates();
  const root = opt('out');
  const days = num('days', 30);
  let total = 0,
    files = 0,
    rowsN = 0;
  for (let i = 0; i < N && total < maxBytes; i++) {
    const t0 = start + Math.floor((i / N) * days * 86400e3) + int(3600e3);
    const id = uuid7(t0);
    const head = pickOf(T.heads);
    const iso = new Date(t0).toISOString();
    const d = path.join(root, iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10));
    const out = sink(path.join(d, `rollout-${iso.slice(0, 19).replace(/:/g, '-')}-${id}.jsonl`));
    const ids = new Map([[head.thread, id]]);
    out.write(mapper(ids, head.t0, t0).walk(head.row));
    rowsN++;
    let clock = t0;
    const tot = {};
    for (let n = 0; n < M; n++) {
      const b = pickOf(tot.total_tokens > 0 ? T.blocks : T.openers);
      clock += 1000 + rnd() * 60000;
      ids.set(b.thread, id);
      const map = mapper(new Map(ids), b.t0, clock);
      for (const r of b.rows) {
        const x = map.walk(r);
        const info = x.payload?.info;
        if (grown.has(r)) {
          for (const [k, v] of Object.entries(grown.get(r))) tot[k] = (tot[k] ?? 0) + v;
          info.total_token_usage = { ...info.total_token_usage, ...tot };
        }
        out.write(x);
        rowsN++;
      }
      clock += b.len;
    }
    out.end();
    total += out.total;
    files++;
  }
  console.error(JSON.stringify({ files, rows: rowsN, mib: +(total / 1048576).toFixed(1) }));
}
if (mode === 'rpc') makeRpc();
else makeRollouts();
