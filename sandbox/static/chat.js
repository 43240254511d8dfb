// The messages of one phone, kept in step with the server: what is new comes in, what was deleted fades.

import { bubble, ghost } from "./bubble.js";
import { Hold } from "./hold.js";

const NEAR = 120;
const MARGIN = 8;
const ANSWERING = 3000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Chat {
  // `free` is called when a press that kept the chat as it was is over.
  constructor(element, deeds, free) {
    this.element = element;
    this.deeds = { ...deeds, press: (message, button) => this.press(message, button, deeds) };
    this.rows = new Map();
    this.following = true;
    this.pressed = -ANSWERING;
    this.hold = new Hold(element, free);
    element.addEventListener("scroll", () => (this.following = this.atEnd()));
    // Whoever touches the chat has seen what is there.
    for (const deed of ["pointerdown", "wheel", "keydown"]) {
      element.addEventListener(deed, () => this.seen(), { passive: true });
    }
    // A picture or a voice grows when it arrives; whoever reads the end stays there.
    for (const grown of ["load", "loadedmetadata"]) {
      element.addEventListener(grown, () => this.following && this.toEnd(), true);
    }
  }

  // Returns how many messages of the bot are new.
  show(view, first) {
    const follow = first || this.following || performance.now() - this.pressed < ANSWERING;
    const before = this.rows;
    const rows = rowsOf(view);
    this.rows = new Map(rows.map((row) => [row.key, this.row(row, before.get(row.key))]));
    for (const [key, old] of before) if (!this.rows.has(key)) this.drop(old, rows);
    this.place();
    const fresh = rows.filter((row) => !before.has(row.key));
    const own = fresh.some((row) => !row.ghost && !row.message.by_bot);
    const news = rows.filter((row) => isNews(row, before));
    if (own) this.seen();
    else if (!first) this.note(news, before);
    if ((follow || own) && (fresh.length || news.length)) this.toNewest();
    return first ? 0 : news.filter((row) => !before.has(row.key)).length;
  }

  // Who presses a button wants to see what comes of it.
  press(message, button, deeds) {
    this.seen();
    this.pressed = performance.now();
    return deeds.press(message, button);
  }

  seen() {
    this.unread = null;
    this.edited = null;
  }

  // What came since the person's last deed begins with the first new message, or else with what was edited.
  note(news, before) {
    this.unread ??= news.find((row) => !before.has(row.key))?.key;
    this.edited ??= news.find((row) => before.has(row.key))?.key;
  }

  atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.following = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  // To the end; but what came and does not fit is read from its beginning.
  toNewest() {
    this.toEnd();
    const begin = this.rows.get(this.unread) ?? this.rows.get(this.edited) ?? [...this.rows.values()].at(-1);
    if (!begin) return;
    const hidden = begin.element.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    if (hidden < 0) this.element.scrollTop += hidden - MARGIN;
  }

  row(row, old) {
    if (old && old.mark === row.mark) return old;
    const element = row.ghost ? ghost(row.count) : bubble(row.message, row.waiting, this.deeds);
    if (!old) element.classList.add("fresh");
    else if (!row.ghost && old.changed !== row.message.changed) element.classList.add("flash");
    if (old) this.swap(old.element, element);
    return { key: row.key, mark: row.mark, changed: row.message?.changed, element, id: row.id };
  }

  // Keeps the place of the keyboard's focus when a bubble is made anew.
  swap(old, element) {
    const keys = [...old.querySelectorAll("button")];
    const held = keys.indexOf(document.activeElement);
    old.replaceWith(element);
    if (held < 0) return;
    const same = element.querySelectorAll("button")[held];
    (same || this.element).focus({ preventScroll: true });
  }

  drop(old, rows) {
    const becameGhost = rows.some((row) => row.ghost && row.ids.includes(old.id));
    if (!becameGhost || calm.matches || !old.element.classList.contains("bubble")) {
      old.element.remove();
      return;
    }
    old.element.classList.add("leaving");
    old.element.inert = true;
    setTimeout(() => old.element.remove(), 450);
  }

  place() {
    let next = null;
    for (const { element } of [...this.rows.values()].reverse()) {
      if (element.parentNode !== this.element || skipLeaving(element) !== next) {
        this.element.insertBefore(element, next);
      }
      next = element;
    }
  }
}

function isNews(row, before) {
  return !row.ghost && row.message.by_bot && before.get(row.key)?.changed !== row.message.changed;
}

function skipLeaving(element) {
  let next = element.nextElementSibling;
  while (next && next.classList.contains("leaving")) next = next.nextElementSibling;
  return next;
}

// Messages and deleted ones in order; neighbours that were deleted become one line.
function rowsOf(view) {
  const gone = new Set(view.deleted.map((message) => message.message_id));
  const all = [...view.messages, ...view.deleted].sort((a, b) => a.message_id - b.message_id);
  const rows = [];
  for (const message of all) {
    const last = rows.at(-1);
    if (!gone.has(message.message_id)) rows.push(standing(message, view));
    else if (last?.ghost) addGhost(last, message);
    else rows.push(ghosts(message));
  }
  return rows;
}

function standing(message, view) {
  const waiting = view.waiting.filter((each) => each.message_id === message.message_id);
  const mark = `${message.changed}/${waiting.map((each) => each.data).join("/")}`;
  return { key: `m${message.message_id}`, id: message.message_id, mark, message, waiting };
}

function ghosts(message) {
  return { key: `g${message.message_id}`, mark: "1", ghost: true, count: 1, ids: [message.message_id] };
}

function addGhost(row, message) {
  row.ids.push(message.message_id);
  row.count += 1;
  row.mark = String(row.count);
}
