// One message as the phone shows it: a bubble with its file, words, time and buttons.

import { formatted } from "./entity.js";
import { clock, icon, make, weight } from "./make.js";

const OTHERS = { location: "A place on the map", contact: "A contact", poll: "A poll" };

// `deeds` has press(message, button) and say(words).
export function bubble(message, waiting, deeds) {
  const article = make("article", { className: message.by_bot ? "bubble bot" : "bubble own" });
  const body = make("div", { className: "body" });
  if (message.forwarded) body.append(make("p", { className: "origin" }, "Forwarded"));
  if (message.media) body.append(media(message.media));
  if (message.text) body.append(words(message, deeds));
  body.append(foot(message));
  article.append(body);
  if (message.buttons.length) article.append(keyboard(message, waiting, deeds));
  return article;
}

export function ghost(count) {
  const words = count === 1 ? "Message deleted" : `${count} messages deleted`;
  return make("p", { className: "ghost" }, words);
}

function words(message, deeds) {
  const text = make("div", { className: "words" });
  text.append(formatted(message.text, message.entities, deeds.say));
  return text;
}

function foot(message) {
  const line = make("p", { className: "foot" });
  if (message.protected) {
    line.append(make("span", { className: "badge", title: "Cannot be copied or forwarded" }, icon("lock"), "protected"));
  }
  if (message.silent) line.append(icon("quiet", "sent without a sound"));
  if (message.edited) line.append("edited ");
  line.append(make("time", {}, clock(message.date)));
  return line;
}

function media(file) {
  const source = `/sim/file/${file.file_id}`;
  if (file.kind === "photo") return photo(source);
  if (file.kind === "voice" || file.kind === "audio") {
    return make("audio", { controls: true, preload: "metadata", src: source, "aria-label": file.kind });
  }
  if (file.kind === "video") return make("video", { controls: true, preload: "metadata", src: source });
  if (file.kind === "document") return paper(file, source);
  return make("p", { className: "other" }, OTHERS[file.kind] || "A sticker");
}

function photo(source) {
  const image = make("img", { src: source, alt: "Photo", loading: "lazy" });
  image.onerror = () => image.replaceWith(make("p", { className: "other" }, "A photo that cannot be shown"));
  return make("a", { href: source, target: "_blank", rel: "noreferrer noopener", className: "photo" }, image);
}

function paper(file, source) {
  const name = file.name || "file";
  const told = make("span", {}, make("b", {}, name), make("small", {}, weight(file.size)));
  return make("a", { className: "paper", href: source, download: name }, icon("file"), told);
}

function keyboard(message, waiting, deeds) {
  const board = make("div", { className: "keyboard" });
  for (const row of message.buttons) {
    const line = make("div", { className: "row" });
    for (const button of row) line.append(key(message, button, waiting, deeds));
    board.append(line);
  }
  return board;
}

function key(message, button, waiting, deeds) {
  const busy = waiting.some((each) => each.data === button.callback_data);
  const press = () => deeds.press(message, button);
  const element = make("button", { type: "button", className: "key", title: button.text, onclick: press }, button.text);
  if (button.style) element.classList.add(button.style);
  if (button.url) element.append(make("span", { className: "away", "aria-label": "opens a page" }, "↗"));
  if (button.disabled) element.disabled = true;
  if (busy) {
    element.classList.add("busy");
    element.setAttribute("aria-busy", "true");
  }
  return element;
}
