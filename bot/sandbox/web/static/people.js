// The people whose phones these are: one is held at a time, the others show what they have not seen.

import { post } from "./api.js";
import { byId, el, icon } from "./elements.js";
import { formDialog } from "./notices.js";

const COLOURS = 6;
const HELD = "casebell-sandbox-phone"; // in this tab, also after it was loaded anew

export class People {
  // `shown(person)` draws the person's phone; `refresh()` asks for everything anew.
  constructor(shown, refresh) {
    this.shown = shown;
    this.all = new Map();
    this.seen = new Map();
    this.activeId = Number(sessionStorage.getItem(HELD));
    const dialog = formDialog("new-person", async (form) => {
      const { id } = await post("people", { name: form.get("name"), language: form.get("language") });
      await refresh();
      this.show(id);
    });
    this.adder = el("button", { type: "button", class: "chip add", "aria-label": "Add a person", on: { click: () => dialog.showModal() } }, icon("plus"));
  }

  get active() { return this.all.get(this.activeId); }

  of(id) { return this.all.get(id); }

  set(people) {
    this.all = new Map(people.map((person) => [person.id, person]));
    for (const person of people) if (!this.seen.has(person.id)) this.markSeen(person);
    if (!this.active) this.activeId = people[0]?.id ?? null;
    if (this.active) this.markSeen(this.active);
    this.draw();
    if (this.active) this.shown(this.active);
  }

  add(person) {
    if (this.all.has(person.id)) return;
    this.all.set(person.id, person);
    this.markSeen(person);
    this.draw();
    if (!this.active) this.show(person.id);
  }

  show(id) {
    this.activeId = id;
    sessionStorage.setItem(HELD, id);
    this.markSeen(this.active);
    this.draw();
    this.shown(this.active);
  }

  // A message came: it is seen at once by whoever holds the phone.
  received(person) {
    if (person.id === this.activeId) this.markSeen(person);
    else this.draw();
  }

  markSeen(person) { this.seen.set(person.id, person.messages.at(-1)?.message_id ?? 0); }

  unseen(person) {
    const since = this.seen.get(person.id);
    return person.messages.filter((each) => each.from.is_bot && each.message_id > since).length;
  }

  draw() {
    const focused = document.activeElement?.dataset?.person;
    const isAdding = document.activeElement === this.adder;
    byId("people").replaceChildren(...[...this.all.values()].map((person, index) => this.chip(person, index)), this.adder);
    if (isAdding) this.adder.focus();
    if (focused) byId("people").querySelector(`[data-person="${focused}"]`)?.focus();
  }

  chip(person, index) {
    const unseen = this.unseen(person);
    const badge = unseen ? [el("span", { class: "badge" }, String(unseen), el("span", { class: "unseen", text: " new" }))] : [];
    return el(
      "button",
      {
        type: "button", class: "chip", "data-person": person.id, title: `Language: ${person.language}`,
        "aria-pressed": String(person.id === this.activeId), on: { click: () => this.show(person.id) },
      },
      el("span", { class: `avatar colour-${index % COLOURS}`, "aria-hidden": "true", text: [...person.name][0] }),
      el("bdi", { text: person.name }),
      ...badge,
    );
  }
}
