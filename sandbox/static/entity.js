// Formatted text: entities become elements; offsets are UTF-16 units, as in JavaScript's strings.

import { make } from "./make.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

export function formatted(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, entities, onCommand);
  return fragment;
}

function fill(parent, text, start, end, entities, onCommand) {
  let place = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = Math.min(end, entity.offset + entity.length);
    if (entity.offset < place || stop <= entity.offset) continue;
    parent.append(text.slice(place, entity.offset));
    const inside = entities.slice(index + 1).filter((each) => each.offset < stop);
    const element = wrapped(entity, text.slice(entity.offset, stop), onCommand);
    fill(element, text, entity.offset, stop, inside, onCommand);
    parent.append(element);
    place = stop;
  }
  parent.append(text.slice(place, end));
}

function wrapped(entity, words, onCommand) {
  if (entity.type === "bot_command") return command(words, onCommand);
  if (entity.type === "url") return link(words);
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "spoiler") return spoiler();
  return make(TAGS[entity.type] || "span");
}

function link(address) {
  if (!/^(https?|tg):\/\//.test(address)) return make("span");
  return make("a", { href: address, target: "_blank", rel: "noreferrer noopener" });
}

function command(words, onCommand) {
  return make("button", { type: "button", className: "command", onclick: () => onCommand(words) });
}

function spoiler() {
  const show = (event) => event.currentTarget.classList.add("open");
  return make("span", { className: "spoiler", tabIndex: 0, onclick: show, onfocus: show });
}
