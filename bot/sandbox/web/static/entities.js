// Telegram's message entities as elements: an allow-list, and what is not in it stays plain text.

import { el } from "./elements.js";
import { anchor, withLinks } from "./links.js";

const ELEMENTS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const LITERAL = new Set(["code", "pre", "text_link"]);

// `doing.follow(url)` takes a link over by returning true. Offsets are in UTF-16 units, as in JavaScript.
export function render(text, entities, doing) {
  const outermostFirst = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return fill(document.createDocumentFragment(), text, { from: 0, to: text.length }, outermostFirst, doing);
}

function fill(into, text, { from, to }, entities, doing, isLiteral = false) {
  const follow = (url) => doing.follow(url);
  const write = (words) => into.append(isLiteral ? words : withLinks(words, follow, (command) => doing.command(command)));
  let at = from;
  entities.forEach((entity, index) => {
    const begin = entity.offset;
    const end = Math.min(to, begin + entity.length);
    if (begin < at || begin >= end) return;
    write(text.slice(at, begin));
    const within = entities.slice(index + 1).filter((each) => each.offset < end);
    const literal = isLiteral || LITERAL.has(entity.type);
    into.append(fill(elementFor(entity, follow), text, { from: begin, to: end }, within, doing, literal));
    at = end;
  });
  write(text.slice(at, to));
  return into;
}

function elementFor(entity, follow) {
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "text_link") return anchor(entity.url, follow) ?? el("span");
  return el(ELEMENTS[entity.type] ?? "span");
}

function spoiler() {
  const show = () => {
    hidden.classList.add("shown");
    hidden.removeAttribute("role");
    hidden.removeAttribute("aria-label");
    hidden.removeAttribute("tabindex");
  };
  const hidden = el("span", {
    class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text: show",
    on: {
      click: show,
      keydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        show();
      },
    },
  });
  return hidden;
}
