// Keyboards under a message, and those in place of the suggestions under the writing field.

import { byId, el, icon } from "./elements.js";
import { anchor } from "./links.js";
import { toast, trying } from "./notices.js";

const WAITS_FOR_ANSWER = 15_000; // milliseconds

export function inlineKeyboard(message, doing) {
  const rows = message.reply_markup.inline_keyboard;
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons of the message" }, ...rows.map(
    (row) => el("div", {}, ...row.map((key) => inlineKey(message, key, doing))),
  ));
}

function inlineKey(message, key, doing) {
  if (key.url) {
    const link = anchor(key.url, (url) => doing.follow(url));
    if (link) {
      link.append(key.text, icon("away"));
      return link;
    }
  }
  const button = el("button", { type: "button", dir: "auto", text: key.text });
  button.addEventListener("click", () => {
    if (!key.callback_data) {
      toast("The sandbox has no such kind of button.");
      return;
    }
    button.setAttribute("aria-busy", "true");
    setTimeout(() => {
      if (!button.isConnected || !button.hasAttribute("aria-busy")) return;
      button.removeAttribute("aria-busy");
      toast("The bot has not answered yet.");
    }, WAITS_FOR_ANSWER);
    doing.press(message.message_id, key.callback_data);
  });
  return button;
}

// The bot has answered the press.
export function pressesAnswered() {
  for (const button of document.querySelectorAll(".keys [aria-busy]")) button.removeAttribute("aria-busy");
}

// The keyboard that stands under the writing field after these messages; none is null.
export function keyboardAfter(messages) {
  const at = messages.findLastIndex(
    ({ from, reply_markup: markup }) => from.is_bot && (markup?.keyboard || markup?.remove_keyboard || markup?.force_reply),
  );
  if (at < 0) return null;
  const markup = messages[at].reply_markup;
  const isUsed = messages.slice(at + 1).some((each) => !each.from.is_bot);
  const isOver = markup.remove_keyboard || (isUsed && (markup.one_time_keyboard || markup.force_reply));
  return isOver ? null : markup;
}

export function drawReplyKeyboard(markup, doing) {
  const box = byId("reply-keyboard");
  const hadFocus = box.contains(document.activeElement);
  box.hidden = !markup?.keyboard;
  box.replaceChildren(...(markup?.keyboard ?? []).map(
    (row) => el("div", {}, ...row.map((key) => replyKey(typeof key === "string" ? { text: key } : key, doing))),
  ));
  if (hadFocus) (box.querySelector("button") ?? byId("text")).focus();
  byId("text").placeholder = markup?.input_field_placeholder || "Message";
}

function replyKey(key, doing) {
  const press = () => {
    if (key.request_contact || key.request_location) toast("Nobody here has a phone number or a place to share.");
    else trying(() => doing.say(key.text));
  };
  return el("button", { type: "button", dir: "auto", text: key.text, on: { click: press } });
}
