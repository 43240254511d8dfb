// Where a person writes: text, files by button, by drop or by paste, a voice, an edit of the last words.

import { make } from "./make.js";
import { Recorder } from "./recorder.js";

const KIND = { image: "photo", video: "video", audio: "voice" };

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.form = phone.find(".composer");
    this.text = phone.find("textarea");
    this.file = phone.find(".file");
    this.editing = null;
    this.fillMenu();
    this.listen();
    this.recorder = new Recorder(phone.find(".record"), (voice) => phone.send("voice", [voice]), (words) => phone.tell(words));
  }

  listen() {
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.submit();
    };
    this.text.onkeydown = (event) => this.key(event);
    this.text.oninput = () => this.fit();
    this.text.onpaste = (event) => this.take(event, event.clipboardData.files);
    this.file.onchange = () => this.sendFiles([...this.file.files], this.kind);
    this.phone.find(".editing button").onclick = () => this.stopEditing();
    this.phone.element.ondragover = (event) => event.preventDefault();
    this.phone.element.ondrop = (event) => this.take(event, event.dataTransfer.files);
    for (const menu of this.phone.element.querySelectorAll(".menu")) closeWhenLeft(menu);
  }

  fillMenu() {
    const phone = this.phone;
    const choices = {
      "Photo or video": () => this.choose("", "image/*,video/*"),
      "Voice file": () => this.choose("voice", "audio/*"),
      "File": () => this.choose("document", ""),
      "Sticker": () => phone.do("sticker"),
      "Location": () => phone.do("location"),
      "Contact": () => phone.do("contact"),
      "Poll": () => phone.do("poll"),
      "Forward a stranger’s words": () => phone.do("forward", { text: "Forwarded words", origin: "Stranger" }),
      "Empty this chat": () => phone.do("clear"),
    };
    const items = Object.entries(choices).map(([label, deed]) => this.item(label, deed));
    this.phone.find(".attach .menu-list").append(...items);
  }

  // The bot's commands, as the phone's menu shows them.
  offer(commands) {
    const menu = this.phone.find(".commands");
    const list = menu.querySelector(".menu-list");
    const mark = JSON.stringify(commands);
    menu.hidden = !commands.length;
    if (list.dataset.mark === mark) return;
    list.dataset.mark = mark;
    list.replaceChildren(...commands.map(({ command, description }) => {
      const item = this.item(`/${command}`, () => this.phone.say(`/${command}`));
      item.append(make("small", {}, description));
      return item;
    }));
  }

  item(label, deed) {
    const onclick = (event) => {
      event.currentTarget.closest("details").open = false;
      deed();
    };
    return make("button", { type: "button", onclick }, label);
  }

  choose(kind, accept) {
    this.kind = kind;
    this.file.accept = accept;
    this.file.value = "";
    this.file.click();
  }

  take(event, files) {
    if (!files.length) return;
    event.preventDefault();
    this.sendFiles([...files], "");
  }

  async sendFiles(files, kind) {
    const caption = this.text.value.trim();
    const front = (file) => file.type.split("/")[0];
    const each = (file) => kind || KIND[front(file)] || "document";
    const album = files.length > 1 && !kind;
    const sent = album
      ? await this.phone.send("album", files, caption)
      : (await Promise.all(files.map((file) => this.phone.send(each(file), [file], caption)))).every(Boolean);
    if (sent) this.empty();
  }

  async submit() {
    const words = this.text.value.trim();
    if (!words) return;
    const done = this.editing
      ? await this.phone.do("edit", { message_id: this.editing, text: words })
      : await this.phone.say(words);
    if (done) this.stopEditing();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.text.value) {
      this.editLast();
    } else if (event.key === "Escape") {
      this.stopEditing();
    }
  }

  editLast() {
    const own = this.phone.view.messages.filter((message) => !message.by_bot && message.text && !message.media);
    const last = own.at(-1);
    if (!last) return;
    this.editing = last.message_id;
    this.text.value = last.text;
    this.phone.find(".editing").hidden = false;
    this.fit();
  }

  stopEditing() {
    this.editing = null;
    this.phone.find(".editing").hidden = true;
    this.empty();
  }

  empty() {
    this.text.value = "";
    this.fit();
  }

  fit() {
    this.form.classList.toggle("written", Boolean(this.text.value.trim()));
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 140)}px`;
  }
}

function closeWhenLeft(menu) {
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
