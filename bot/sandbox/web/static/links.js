// Links: which may be followed, and which open the chat with the bot.

const ALLOWED = new Set(["http:", "https:", "tg:"]);
const IN_TEXT = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;

function parsed(url) {
  try { return new URL(url); } catch { return null; }
}

// The payload of a link that opens this bot's chat ("" when it has none), or null for any other link.
export function startPayload(url, username) {
  const address = parsed(url);
  if (!address) return null;
  const { searchParams: asked } = address;
  const named = address.protocol === "tg:" ? asked.get("domain") : address.pathname.slice(1);
  const isBot = named?.toLowerCase() === username.toLowerCase();
  const isTelegram = address.protocol === "tg:" || ["t.me", "telegram.me"].includes(address.hostname);
  return isBot && isTelegram ? asked.get("start") ?? "" : null;
}

// A link, or null for an address of a kind that is not allowed. `follow` may take it over by returning true.
export function anchor(url, follow) {
  const address = parsed(url);
  if (!address || !ALLOWED.has(address.protocol)) return null;
  const link = document.createElement("a");
  link.href = address.href;
  link.rel = "noreferrer noopener";
  link.target = "_blank";
  link.addEventListener("click", (event) => { if (follow(url)) event.preventDefault(); });
  return link;
}

// Plain text in which web addresses can be followed.
export function withLinks(text, follow) {
  const into = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(IN_TEXT)) {
    const link = anchor(found[0], follow);
    if (!link) continue;
    link.textContent = found[0];
    into.append(text.slice(at, found.index), link);
    at = found.index + found[0].length;
  }
  into.append(text.slice(at));
  return into;
}
