// The chat: one person's phone at a time.

import { post } from "./api.js";
import { render } from "./entities.js";

const byId = (id) => document.getElementById(id);
const time = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });

export class Chat {
  constructor(bot) {
    this.bot = bot;
    this.people = new Map();
    this.active = null;
    this.editing = null;
    this.reply = null;
    byId("bot-name").textContent = bot.name;
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    byId("text").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.edit(null);
    });
    byId("file").addEventListener("change", () => this.sendFile());
    byId("block").addEventListener("click", () => this.act("block"));
    byId("editing").querySelector("button").addEventListener("click", () => this.edit(null));
  }

  // --- people ---

  set(people) {
    this.people = new Map(people.map((person) => [person.id, { unread: 0, ...person }]));
    if (!this.people.has(this.active)) this.active = people[0]?.id ?? null;
    this.draw();
  }

  add(person) {
    this.people.set(person.id, { unread: 0, ...person });
    this.show(person.id);
  }

  show(id) {
    this.active = id;
    this.person.unread = 0;
    this.edit(null);
    this.draw();
    byId("text").focus();
  }

  get person() { return this.people.get(this.active); }

  draw() {
    this.drawPeople();
    const log = byId("log");
    log.replaceChildren();
    if (!this.person) return;
    byId("block").textContent = this.person.blocked ? "Unblock" : "Block";
    this.drawCommands();
    for (const message of this.person.messages) this.append(message);
    if (!this.person.messages.length) log.append(this.empty());
    log.scrollTop = log.scrollHeight;
  }

  drawPeople() {
    const row = byId("people");
    row.replaceChildren(...[...this.people.values()].map((person) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = person.name;
      button.setAttribute("aria-pressed", String(person.id === this.active));
      if (person.unread) button.append(Object.assign(document.createElement("span"), { className: "badge", textContent: person.unread }));
      button.addEventListener("click", () => this.show(person.id));
      return button;
    }));
    row.append(this.newcomer());
  }

  newcomer() {
    const details = document.createElement("details");
    details.className = "newcomer";
    const summary = Object.assign(document.createElement("summary"), { textContent: "+ person" });
    const form = document.createElement("form");
    const name = Object.assign(document.createElement("input"), { placeholder: "Name", required: true, maxLength: 40 });
    name.setAttribute("aria-label", "Name");
    const language = document.createElement("select");
    language.setAttribute("aria-label", "Language of the phone");
    language.append(new Option("English", "en"), new Option("Español", "es"), new Option("Français (not spoken)", "fr"));
    form.append(name, language, Object.assign(document.createElement("button"), { textContent: "Add" }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.trying(() => post("people", { name: name.value, language: language.value }));
    });
    details.append(summary, form);
    return details;
  }

  empty() {
    const box = Object.assign(document.createElement("div"), { className: "empty" });
    const about = Object.assign(document.createElement("p"), { textContent: this.person.about });
    const start = Object.assign(document.createElement("button"), { type: "button", className: "start", textContent: "Start" });
    start.addEventListener("click", () => this.say("/start"));
    box.append(about, start);
    return box;
  }

  drawCommands() {
    const list = byId("commands").querySelector("ul");
    list.replaceChildren(...this.person.commands.map(({ command, description }) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.append(Object.assign(document.createElement("b"), { textContent: `/${command}` }), ` ${description}`);
      button.addEventListener("click", () => { byId("commands").open = false; this.say(`/${command}`); });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  }

  // --- messages ---

  append(message) {
    byId("log").querySelector(".empty")?.remove();
    byId("log").append(this.bubble(message));
  }

  bubble(message) {
    const mine = !message.from.is_bot;
    const article = document.createElement("article");
    article.id = `message-${message.message_id}`;
    article.className = mine ? "mine" : "theirs";
    const body = Object.assign(document.createElement("div"), { className: "bubble", dir: "auto" });
    body.append(Object.assign(document.createElement("span"), { className: "hidden", textContent: mine ? "You: " : "Bot: " }));
    if (message.forward_origin) body.append(Object.assign(document.createElement("small"), { textContent: `Forwarded from ${message.forward_origin.sender_user_name}` }));
    this.fillMedia(body, message);
    const text = message.text ?? message.caption ?? "";
    const entities = message.entities ?? message.caption_entities ?? [];
    body.append(render(text, entities.filter((each) => each.type !== "bot_command"), (url) => this.deepLink(url)));
    body.append(this.foot(message, mine));
    article.append(body);
    if (message.reply_markup?.inline_keyboard) article.append(this.keyboard(message));
    return article;
  }

  fillMedia(body, message) {
    const address = (file) => `/sandbox/files/${encodeURIComponent(file.file_id)}`;
    if (message.photo) {
      const image = Object.assign(document.createElement("img"), { src: address(message.photo.at(-1)), alt: "Picture; the text below says the same" });
      const open = Object.assign(document.createElement("a"), { href: image.src, target: "_blank", className: "photo" });
      open.append(image);
      body.append(open);
    }
    if (message.document) {
      body.append(Object.assign(document.createElement("a"), { href: address(message.document), download: message.document.file_name, className: "file", textContent: `📄 ${message.document.file_name}` }));
    }
    if (message.sticker) body.append("(sticker) ");
  }

  foot(message, mine) {
    const foot = Object.assign(document.createElement("span"), { className: "foot" });
    if (message.has_protected_content) foot.append(Object.assign(document.createElement("span"), { title: "Cannot be forwarded or saved", textContent: "🔒 " }));
    if (message.edit_date) foot.append("edited ");
    foot.append(time(message.date));
    if (mine && message.text) {
      const edit = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "edit" });
      edit.addEventListener("click", () => this.edit(message));
      foot.append(" ", edit);
    }
    return foot;
  }

  keyboard(message) {
    const box = Object.assign(document.createElement("div"), { className: "keyboard" });
    for (const row of message.reply_markup.inline_keyboard) {
      const line = document.createElement("div");
      for (const key of row) line.append(this.key(message, key));
      box.append(line);
    }
    return box;
  }

  key(message, key) {
    if (key.url) {
      const anchor = Object.assign(document.createElement("a"), { href: key.url, target: "_blank", rel: "noreferrer noopener", textContent: `${key.text} ↗` });
      anchor.addEventListener("click", (event) => { if (this.deepLink(key.url)) event.preventDefault(); });
      return anchor;
    }
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: key.text });
    button.addEventListener("click", async () => {
      button.classList.add("pressed");
      setTimeout(() => button.classList.remove("pressed"), 4000);
      await this.act("presses", { message_id: message.message_id, data: key.callback_data });
    });
    return button;
  }

  // --- doing ---

  say(text) { return this.act("messages", { text }); }

  async send() {
    const field = byId("text");
    const text = field.value;
    if (!text.trim()) return;
    field.value = "";
    if (this.editing) {
      const id = this.editing.message_id;
      this.edit(null);
      await this.act("edits", { message_id: id, text });
    } else {
      await this.say(text);
    }
    field.focus();
  }

  async sendFile() {
    const field = byId("file");
    if (!field.files.length) return;
    const form = new FormData();
    form.append("file", field.files[0]);
    field.value = "";
    await this.act("files", form);
  }

  edit(message) {
    this.editing = message;
    byId("editing").hidden = !message;
    if (message) { byId("text").value = message.text; byId("text").focus(); }
  }

  // A link to the bot opens the chat with its payload, as Telegram does.
  deepLink(url) {
    const address = new URL(url, location.href);
    if (address.hostname !== "t.me" || address.pathname.slice(1) !== this.bot.username) return false;
    const payload = address.searchParams.get("start");
    document.querySelector('[data-pane="chat"]').click();
    this.say(payload ? `/start ${payload}` : "/start");
    return true;
  }

  act(what, body) { return this.trying(() => post(`people/${this.active}/${what}`, body)); }

  async trying(work) {
    try { await work(); } catch (problem) { this.toast(problem.message); }
  }

  toast(text) {
    const box = byId("toast");
    box.textContent = text;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => { box.textContent = ""; }, 5000);
  }

  // --- what happens ---

  happened(kind, chat, payload) {
    const person = this.people.get(chat);
    if (!person) return;
    const here = chat === this.active;
    if (kind === "message") {
      person.messages.push(payload);
      if (here) this.arrived(payload); else if (payload.from.is_bot) { person.unread += 1; this.drawPeople(); }
    } else if (kind === "edited") {
      const index = person.messages.findIndex((each) => each.message_id === payload.message_id);
      if (index >= 0) person.messages[index] = payload;
      if (here) byId(`message-${payload.message_id}`)?.replaceWith(this.bubble(payload));
    } else if (kind === "deleted") {
      person.messages = person.messages.filter((each) => each.message_id !== payload.message_id);
      if (here) this.vanish(payload.message_id);
    } else if (kind === "toast" && here && payload.text) {
      this.toast(payload.text);
    } else if (kind === "action" && here) {
      this.typing();
    } else if (kind === "blocked") {
      person.blocked = payload.blocked;
      if (here) byId("block").textContent = person.blocked ? "Unblock" : "Block";
    }
  }

  arrived(message) {
    const log = byId("log");
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
    this.append(message);
    if (atEnd || !message.from.is_bot) log.scrollTop = log.scrollHeight;
    byId("bot-doing").textContent = "bot";
  }

  vanish(id) {
    const article = byId(`message-${id}`);
    if (!article) return;
    article.classList.add("vanishing");
    article.setAttribute("aria-hidden", "true");
    setTimeout(() => article.remove(), 350);
  }

  typing() {
    byId("bot-doing").textContent = "typing…";
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => { byId("bot-doing").textContent = "bot"; }, 5000);
  }
}
