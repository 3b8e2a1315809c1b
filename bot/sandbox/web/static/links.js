// Links: which may be followed, and which open the chat with the bot.

const ALLOWED = new Set(["http:", "https:", "tg:"]);
const IN_TEXT = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]|(?<![\w/.<>])\/[a-z0-9_]{1,32}(?![\w/])/g;

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

function commandKey(command, say) {
  const key = document.createElement("button");
  key.type = "button";
  key.className = "command";
  key.addEventListener("click", () => say(command));
  return key;
}

// Plain text in which web addresses can be followed and, where there is a `say(command)`, commands pressed.
export function withLinks(text, follow, say) {
  const into = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(IN_TEXT)) {
    const [words] = found;
    const link = words.startsWith("/") ? say && commandKey(words, say) : anchor(words, follow);
    if (!link) continue;
    link.textContent = words;
    into.append(text.slice(at, found.index), link);
    at = found.index + words.length;
  }
  into.append(text.slice(at));
  return into;
}
