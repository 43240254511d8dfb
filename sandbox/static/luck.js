// The switches of bad luck: what Telegram answers from now on.

import { get, post, remove } from "./api.js";
import { make } from "./make.js";

const SENDING = "send*,edit*,copy*";
const SWITCHES = {
  "429": { title: "Too many requests: retry after 5 s", fault: { kind: "429", method: SENDING, retry_after: 5 } },
  "403": { title: "Forbidden: as if everybody had blocked the bot", fault: { kind: "403", method: SENDING } },
  "500": { title: "Telegram is down: every call fails", fault: { kind: "500", method: "*" } },
  "Hang": { title: "No answer for 20 s, then the connection breaks", fault: { kind: "hang", method: SENDING, seconds: 20 } },
  "Slow": { title: "Every call takes a second longer", fault: { kind: "delay", method: SENDING, seconds: 1 } },
};

export class Luck {
  constructor(element, opener) {
    this.opener = opener;
    this.numbers = {};
    this.buttons = Object.fromEntries(
      Object.entries(SWITCHES).map(([name, { title }]) => [name, this.button(name, title)]),
    );
    element.append(...Object.values(this.buttons));
    opener.onclick = () => {
      const open = element.toggleAttribute("data-open");
      opener.setAttribute("aria-expanded", String(open));
    };
  }

  button(name, title) {
    const onclick = () => this.turn(name);
    return make("button", { type: "button", className: "chip", title, onclick, "aria-pressed": "false" }, name);
  }

  async turn(name) {
    if (this.numbers[name]) await remove(`/fault?number=${this.numbers[name]}`);
    else await post("/fault", SWITCHES[name].fault);
    await this.refresh();
  }

  async refresh() {
    const faults = await get("/fault");
    this.numbers = {};
    for (const [name, { fault }] of Object.entries(SWITCHES)) {
      const found = faults.find((each) => isLike(each, fault));
      if (found) this.numbers[name] = found.number;
      this.buttons[name].setAttribute("aria-pressed", String(Boolean(found)));
    }
    const on = Object.keys(this.numbers);
    this.opener.classList.toggle("on", on.length > 0);
    this.opener.textContent = on.length ? `Bad luck: ${on.join(", ")}` : "Bad luck";
  }
}

// The server knows a code as a kind "answer" with that code.
function isLike(fault, wanted) {
  const coded = /^\d+$/.test(wanted.kind);
  const alike = coded
    ? fault.kind === "answer" && fault.code === Number(wanted.kind)
    : fault.kind === wanted.kind;
  return alike && fault.method === wanted.method && fault.count === null;
}
