// The drawer with what the bot called, newest first.

import { get } from "./api.js";
import { clock, make } from "./make.js";

const KEPT = 200;

export class Calls {
  constructor(drawer, opener, count) {
    this.drawer = drawer;
    this.opener = opener;
    this.count = count;
    this.list = drawer.querySelector("ol");
    this.filter = drawer.querySelector("input");
    this.last = 0;
    opener.onclick = () => this.turn(drawer.hidden);
    drawer.querySelector("#calls-close").onclick = () => this.turn(false);
    drawer.onkeydown = (event) => event.key === "Escape" && this.turn(false);
    this.filter.oninput = () => this.sift();
  }

  turn(open) {
    this.drawer.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-calls", open);
    (open ? this.filter : this.opener).focus();
  }

  clear() {
    this.list.replaceChildren();
  }

  // One fetch at a time; calls that arrive meanwhile ask for one more.
  async refresh() {
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    while (this.again) {
      this.again = false;
      const { last, calls } = await get(`/calls?since=${this.last}&tail=${KEPT}`).catch(() => ({ last: this.last, calls: [] }));
      this.last = last;
      this.count.textContent = String(last);
      this.list.prepend(...calls.reverse().map((call) => this.entry(call)));
      while (this.list.children.length > KEPT) this.list.lastElementChild.remove();
    }
    this.busy = false;
  }

  entry(call) {
    const good = call.status === 200;
    const outcome = call.fault ? `${call.status || "no answer"}, bad luck` : String(call.status);
    const status = make("span", { className: good ? "status good" : "status bad" }, outcome);
    const time = clock(call.time, {});
    const summary = make("summary", {}, make("b", {}, call.method), status, make("time", {}, time), make("small", {}, gist(call)));
    const params = make("pre", {}, JSON.stringify(call.params, null, 2));
    const answer = make("pre", {}, JSON.stringify(call.answer, null, 2));
    const details = make("details", {}, summary, make("h3", {}, "Asked"), params, make("h3", {}, "Answered"), answer);
    const entry = make("li", {}, details);
    entry.words = `${call.method} ${JSON.stringify(call.params)} ${outcome}`.toLowerCase();
    entry.hidden = !this.fits(entry);
    return entry;
  }

  sift() {
    for (const entry of this.list.children) entry.hidden = !this.fits(entry);
  }

  fits(entry) {
    return entry.words.includes(this.filter.value.trim().toLowerCase());
  }
}

function gist(call) {
  if (call.answer && call.answer.ok === false) return call.answer.description;
  const { text, caption, offset, message_id: id } = call.params;
  return text || caption || (id ? `message ${id}` : "") || (offset ? `from ${offset}` : "");
}
