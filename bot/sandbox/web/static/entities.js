// Telegram's entities as elements. An allow-list: what is not in it stays text.

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const LINKS = /^(https?|tg|mailto):/i;

export function render(text, entities = [], onLink = () => false) {
  const into = document.createDocumentFragment();
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(into, text, 0, text.length, sorted, onLink);
  return into;
}

// JavaScript counts in UTF-16 units, as Telegram does, so offsets fit as they are.
function fill(into, text, from, to, entities, onLink) {
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const begin = entity.offset;
    const end = Math.min(to, entity.offset + entity.length);
    if (begin < at || begin >= to) continue;
    into.append(text.slice(at, begin));
    const inner = entities.slice(i + 1).filter((each) => each.offset >= begin && each.offset < end);
    const element = elementFor(entity, onLink);
    fill(element, text, begin, end, inner, onLink);
    into.append(element);
    at = end;
  }
  into.append(text.slice(at, to));
}

function elementFor(entity, onLink) {
  if (entity.type === "spoiler") {
    const spoiler = document.createElement("button");
    spoiler.type = "button";
    spoiler.className = "spoiler";
    spoiler.setAttribute("aria-label", "Hidden text, press to show");
    spoiler.addEventListener("click", () => { spoiler.classList.add("shown"); spoiler.removeAttribute("aria-label"); });
    return spoiler;
  }
  if (entity.type === "text_link" && LINKS.test(entity.url)) return link(entity.url, onLink);
  return document.createElement(PLAIN[entity.type] ?? "span");
}

export function link(url, onLink) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.rel = "noreferrer noopener";
  anchor.target = "_blank";
  anchor.addEventListener("click", (event) => { if (onLink(url)) event.preventDefault(); });
  return anchor;
}

// Plain text in which addresses can be followed: for mails.
export function withLinks(text, onLink) {
  const into = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"']+/g)) {
    into.append(text.slice(at, found.index));
    const anchor = link(found[0], onLink);
    anchor.textContent = found[0];
    into.append(anchor);
    at = found.index + found[0].length;
  }
  into.append(text.slice(at));
  return into;
}
