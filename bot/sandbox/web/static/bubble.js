// One message as it stands in the chat.

import { el, icon, timeOf } from "./elements.js";
import { render } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { showPicture } from "./notices.js";

const addressOf = (file) => `/sandbox/files/${encodeURIComponent(file.file_id)}`;

// `edit(message)` lets the person change it.
export function bubble(message, { doing, botName, edit }) {
  const isMine = !message.from.is_bot;
  const body = el("div", { class: "bubble" }, el("span", { class: "unseen", text: isMine ? "You: " : `${botName}: ` }));
  if (message.forward_origin) body.append(el("p", { class: "origin" }, icon("forward"), "from ", el("bdi", { text: originOf(message) })));
  body.append(...media(message), ...words(message, doing), foot(message, isMine, edit));
  const article = el("article", { id: `message-${message.message_id}`, class: isMine ? "mine" : "theirs" }, body);
  if (message.reply_markup?.inline_keyboard) article.append(inlineKeyboard(message, doing));
  return article;
}

function words(message, doing) {
  const text = message.text ?? message.caption;
  if (text === undefined) return [];
  const entities = message.entities ?? message.caption_entities ?? [];
  return [el("div", { class: "words", dir: "auto" }, render(text, entities, doing))];
}

function originOf({ forward_origin: origin }) {
  return origin.sender_user_name ?? origin.sender_user?.first_name ?? origin.chat?.title ?? "somebody";
}

function media(message) {
  if (message.photo) {
    const address = addressOf(message.photo.at(-1));
    const alt = message.caption ? "Picture, described by the text below" : "Picture";
    return [el("button", { type: "button", class: "photo", on: { click: () => showPicture(address, alt) } }, el("img", { src: address, alt }))];
  }
  if (message.document) {
    const name = message.document.file_name ?? "file";
    return [el("a", { class: "file", href: addressOf(message.document), download: name }, icon("file"), el("bdi", { text: name }), el("small", { text: sizeOf(message.document) }))];
  }
  return [];
}

function sizeOf({ file_size: bytes }) {
  if (!bytes) return "";
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function foot(message, isMine, edit) {
  const line = el("div", { class: "foot" });
  if (isMine && message.text !== undefined && !message.forward_origin) {
    line.append(el("button", { type: "button", class: "quiet", text: "Edit", "aria-label": "Edit your message", on: { click: () => edit(message) } }));
  }
  if (message.has_protected_content) {
    line.append(el("span", { class: "protected", title: "Cannot be forwarded or saved" }, icon("lock"), el("span", { class: "unseen", text: "protected" })));
  }
  if (message.edit_date) line.append(el("span", { class: "edited", text: "edited" }));
  line.append(el("time", { datetime: new Date(message.date * 1000).toISOString(), text: timeOf(new Date(message.date * 1000)) }));
  return line;
}
