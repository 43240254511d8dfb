// The page: phones side by side, or one at a time with tabs, fed by the server's events.

import { get, post } from "./api.js";
import { Calls } from "./calls.js";
import { Luck } from "./luck.js";
import { make } from "./make.js";
import { Phone } from "./phone.js";

const $ = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.phones = new Map();
    this.tabs = new Map();
    this.calls = new Calls($("calls"), $("calls-open"), $("calls-count"));
    this.luck = new Luck($("luck"), $("luck-open"));
    $("reset").onclick = () => post("/reset");
  }

  async begin() {
    const { people } = await get("/state");
    for (const person of people.filter((each) => each.shown)) this.add(person);
    this.choose(people[0].key);
    this.listen();
  }

  add(person) {
    const phone = new Phone(person, $("phone-template"), (which, news) => this.news(which, news));
    this.phones.set(person.key, phone);
    $("phones").append(phone.element);
    const badge = make("span", { className: "count", hidden: true });
    const onclick = () => this.choose(person.key);
    const tab = make("button", { type: "button", onclick, "aria-controls": phone.element.id }, person.first_name, badge);
    this.tabs.set(person.key, tab);
    $("tabs").append(tab);
  }

  // Where only one phone has room, this is the one.
  choose(key) {
    for (const [each, phone] of this.phones) {
      phone.element.classList.toggle("chosen", each === key);
      this.tabs.get(each).setAttribute("aria-current", String(each === key));
    }
    const badge = this.tabs.get(key).querySelector(".count");
    badge.hidden = true;
    badge.textContent = "";
    this.phones.get(key).chat.toEnd();
  }

  news(phone, count) {
    phone.element.classList.remove("news");
    requestAnimationFrame(() => phone.element.classList.add("news"));
    if (phone.element.classList.contains("chosen")) return;
    const badge = this.tabs.get(phone.key).querySelector(".count");
    badge.textContent = String(Number(badge.textContent || 0) + count);
    badge.hidden = false;
  }

  listen() {
    const source = new EventSource("/sim/events");
    source.onopen = () => this.connected();
    source.onerror = () => this.say("no connection", false);
    source.onmessage = (message) => this.hear(JSON.parse(message.data));
  }

  connected() {
    this.say("connected", true);
    this.refresh();
  }

  say(words, good) {
    $("link").textContent = words;
    $("link").classList.toggle("good", good);
  }

  refresh() {
    for (const phone of this.phones.values()) phone.refresh();
    this.calls.refresh();
    this.luck.refresh();
  }

  hear(event) {
    if (event.kind === "reset") {
      this.calls.clear();
      this.refresh();
    } else if (event.kind === "call") {
      this.calls.refresh();
    } else if (event.kind === "fault") {
      this.luck.refresh();
    } else {
      this.phones.get(event.chat)?.hear(event);
      this.phones.get(event.chat)?.refresh();
    }
  }
}

new Page().begin();
