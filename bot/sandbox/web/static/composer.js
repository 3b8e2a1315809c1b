// Where the person writes: texts, commands, photos and files, forwarded texts, other words for their own.

import { byId, el } from "./elements.js";
import { drawReplyKeyboard, keyboardAfter } from "./keyboards.js";
import { Menu } from "./menu.js";
import { formDialog, trying } from "./notices.js";

export class Composer {
  constructor(doing) {
    this.doing = doing;
    this.field = byId("text");
    this.editing = null;
    this.drafts = new Map();
    this.commands = new Menu(byId("commands"), byId("command-list"));
    new Menu(byId("more"), byId("more-list"));
    this.listen();
    this.offerDialogs();
  }

  listen() {
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
      if (event.key === "Escape" && this.editing) this.edit(null);
    });
    byId("editing").querySelector("button").addEventListener("click", () => this.edit(null));
    byId("start").addEventListener("click", async () => {
      if (!(await trying(() => this.doing.say("/start")))) return;
      this.focusNext = this.field;
      this.focusIfShown();
    });
    byId("block").addEventListener("click", () => this.block(true, byId("unblock")));
    byId("unblock").addEventListener("click", () => this.block(false, this.field));
  }

  offerDialogs() {
    const sendFile = formDialog("send-file", (form) => {
      const isFile = form.get("as-file") || !["image/jpeg", "image/png"].includes(form.get("file").type);
      form.delete("as-file");
      form.set("as", isFile ? "file" : "photo");
      return this.doing.sendFile(form);
    });
    const forward = formDialog("forward-text", (form) => this.doing.forward(form.get("text"), form.get("from")));
    for (const [button, dialog] of [["attach", sendFile], ["forward", forward]]) {
      byId(button).addEventListener("click", () => dialog.showModal());
      dialog.addEventListener("close", () => this.field.focus());
    }
  }

  // The pressed button goes; `next` comes, and is where one goes on.
  async block(isBlocked, next) {
    if (!(await this.doing.block(isBlocked))) return;
    this.focusNext = next;
    this.focusIfShown();
  }

  focusIfShown() {
    if (!this.focusNext?.offsetParent) return;
    this.focusNext.focus();
    this.focusNext = null;
  }

  // As it is after the person's messages.
  show(person) {
    const isNew = person.messages.length === 0;
    byId("composer").hidden = person.blocked || isNew;
    byId("start").hidden = person.blocked || !isNew;
    byId("unblock").hidden = !person.blocked;
    byId("block").hidden = person.blocked || isNew;
    drawReplyKeyboard(person.blocked ? null : keyboardAfter(person.messages), this.doing);
    this.focusIfShown();
  }

  // Another phone is picked up.
  takeUp(person) {
    if (person.id !== this.personId) {
      this.edit(null);
      // What was begun on a phone waits there. It may be a password: it is kept nowhere else.
      this.drafts.set(this.personId, this.field.value);
      this.write(this.drafts.get(person.id) ?? "");
      this.personId = person.id;
    }
    this.show(person);
    byId("command-list").replaceChildren(...person.commands.map(({ command, description }) => {
      const say = () => { this.field.focus(); trying(() => this.doing.say(`/${command}`)); };
      return el("li", {}, el("button", { type: "button", on: { click: say } }, el("b", { text: `/${command}` }), el("span", { dir: "auto", text: description })));
    }));
    byId("commands").hidden = person.commands.length === 0;
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const { editing } = this;
    this.edit(null);
    this.write("");
    const went = await trying(() => (editing ? this.doing.edit(editing.message_id, text) : this.doing.say(text)));
    if (!went && !this.field.value) this.write(text);
    this.field.focus();
  }

  // Change this message instead of writing a new one; null ends that.
  edit(message) {
    if (!message && !this.editing) return;
    this.editing = message;
    byId("editing").hidden = !message;
    this.write(message?.text ?? "");
    this.field.focus();
  }

  write(text) {
    this.field.value = text;
    this.fit();
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
