// One person's phone: its chat, its composer, its switches.

import { get, post, upload } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";

const TYPING = 4000;
const TOAST = 3500;

export class Phone {
  constructor(person, template, onNews) {
    this.key = person.key;
    this.name = person.first_name;
    this.onNews = onNews;
    this.element = template.content.firstElementChild.cloneNode(true);
    const deeds = {
      press: (message, button) => this.press(message, button),
      say: (words) => this.say(words),
    };
    this.chat = new Chat(this.find(".chat"), deeds, () => this.missed && this.show(this.missed));
    this.composer = new Composer(this);
    this.dress(person);
    this.listen();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  dress(person) {
    this.element.id = `phone-${this.key}`;
    this.element.dataset.person = this.key;
    this.element.setAttribute("aria-label", `${this.name}: phone`);
    this.find("h2").textContent = this.name;
    this.find(".face").textContent = this.name.replace(/[^\p{Lu}\d]/gu, "").slice(0, 2);
    this.find(".chat").setAttribute("aria-label", `${this.name}: chat with the bot`);
    this.find(".language").setAttribute("aria-label", `${this.name}: language of the phone`);
    this.find(".language").value = person.language_code;
    this.find("textarea").setAttribute("aria-label", `${this.name}: message`);
  }

  listen() {
    this.find(".language").onchange = (event) =>
      this.do("language", { language_code: event.target.value });
    this.find(".block").onclick = () => this.do(this.blocked ? "unblock" : "block");
    this.find(".start").onclick = () => this.do("start");
    this.find(".down").onclick = () => this.chat.toEnd();
    this.find(".chat").onscroll = () => (this.find(".down").hidden = this.chat.atEnd());
    this.find(".toast button").onclick = () => (this.find(".toast").hidden = true);
  }

  // One refresh at a time; what happens meanwhile asks for one more.
  async refresh() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      do {
        this.again = false;
        this.show(await get(`/${this.key}/chat`));
      } while (this.again);
    } catch (error) {
      this.tell(error.message);
    } finally {
      this.busy = false;
    }
  }

  // What comes while a finger is down on the chat is shown when the press is over: no click is lost.
  show(view) {
    this.missed = this.chat.hold.down ? view : null;
    if (this.missed) return;
    const empty = !view.messages.length && !view.deleted.length;
    this.blocked = view.blocked;
    this.view = view;
    this.element.classList.toggle("blocked", view.blocked);
    this.element.classList.toggle("new", empty || view.blocked);
    this.find(".start").textContent = view.blocked ? "Unblock and start" : "Start";
    this.find(".language").value = view.person.language_code;
    this.showBlock(view.blocked);
    this.composer.offer(view.commands);
    const news = this.chat.show(view, !this.shown);
    this.shown = true;
    this.find(".down").hidden = this.chat.atEnd();
    if (news) this.onNews(this, news);
  }

  showBlock(blocked) {
    const label = `${this.name}: ${blocked ? "unblock" : "block"} the bot`;
    const button = this.find(".block");
    button.setAttribute("aria-pressed", String(blocked));
    button.setAttribute("aria-label", label);
    button.title = blocked ? "Unblock the bot" : "Block the bot";
    if (!this.typing) this.find(".doing").textContent = this.rest();
  }

  rest() {
    return this.blocked ? "has blocked the bot" : `@${this.key}`;
  }

  // What the server tells of this chat, beside messages.
  hear(event) {
    if (event.kind === "action") this.showTyping(event.action);
    if (event.kind === "answer" && event.text) this.tell(event.text, event.alert);
    if (event.by_bot && event.kind === "message") this.endTyping();
  }

  showTyping(action) {
    clearTimeout(this.typing);
    this.find(".doing").textContent = `the bot: ${action.replaceAll("_", " ")}…`;
    this.typing = setTimeout(() => this.endTyping(), TYPING);
  }

  endTyping() {
    clearTimeout(this.typing);
    this.typing = null;
    this.find(".doing").textContent = this.rest();
  }

  tell(words, alert = false) {
    const toast = this.find(".toast");
    toast.querySelector("p").textContent = words;
    toast.classList.toggle("alert", alert);
    toast.hidden = false;
    clearTimeout(this.fading);
    if (!alert) this.fading = setTimeout(() => (toast.hidden = true), TOAST);
  }

  async do(verb, body = {}) {
    try {
      return await post(`/${this.key}/${verb}`, body);
    } catch (error) {
      this.tell(error.message);
      return null;
    }
  }

  say(words) {
    return this.do("text", { text: words });
  }

  async send(kind, files, caption = "") {
    try {
      await upload(`/${this.key}/${kind}`, files, caption ? { caption } : {});
      return true;
    } catch (error) {
      this.tell(error.message);
      return false;
    }
  }

  async press(message, button) {
    const choice = button.callback_data ? { data: button.callback_data } : { label: button.text };
    const answer = await this.do("press", { message_id: message.message_id, ...choice });
    if (answer?.url) window.open(answer.url, "_blank", "noreferrer,noopener");
    if (answer?.copy_text) this.copy(answer.copy_text.text);
  }

  async copy(words) {
    await navigator.clipboard?.writeText(words).catch(() => null);
    this.tell("Copied");
  }
}
