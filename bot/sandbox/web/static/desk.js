// The case desk: the office's part, played by hand.

import { post } from "./api.js";

const byId = (id) => document.getElementById(id);

export class Desk {
  constructor() {
    this.desk = { cases: [], titles: [] };
    byId("receipt").addEventListener("input", () => this.draw());
    byId("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.trying(() => post("cases", { receipt: byId("receipt").value }), "The case is there.");
    });
    for (const id of ["outage", "garbled"]) {
      byId(id).addEventListener("change", () => this.trying(
        () => post("faults", { outage: byId("outage").checked, garbled: byId("garbled").checked }),
        "Noted.",
      ));
    }
  }

  set(desk) {
    this.desk = desk;
    byId("outage").checked = desk.outage;
    byId("garbled").checked = desk.garbled;
    this.draw();
  }

  draw() {
    const wanted = byId("receipt").value.trim().toUpperCase().replaceAll(/[\s-]/g, "");
    const found = this.desk.cases.filter((each) => each.receipt.includes(wanted));
    byId("cases").replaceChildren(...found.slice(0, 60).map((each) => this.line(each)));
  }

  line(each) {
    const item = document.createElement("li");
    const head = document.createElement("p");
    head.append(
      Object.assign(document.createElement("code"), { textContent: each.receipt }),
      ` ${each.form} `,
      Object.assign(document.createElement("span"), { className: "title", textContent: each.title }),
    );
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", `Next status of ${each.receipt}`);
    choice.append(...this.desk.titles.map((title) => new Option(title, title)));
    const at = this.desk.titles.indexOf(each.title);
    choice.selectedIndex = (at + 1) % this.desk.titles.length;
    const move = Object.assign(document.createElement("button"), { type: "button", textContent: "Move" });
    move.setAttribute("aria-label", `Move ${each.receipt}`);
    move.addEventListener("click", () => this.trying(
      () => post(`cases/${encodeURIComponent(each.receipt)}`, { title: choice.value }),
      `${each.receipt} is now “${choice.value}”. Whoever follows it hears of it in a few seconds.`,
    ));
    const row = Object.assign(document.createElement("div"), { className: "row" });
    row.append(choice, move);
    item.append(head, row);
    return item;
  }

  async trying(work, said) {
    try { this.set(await work()); byId("desk-said").textContent = said; } catch (problem) { byId("desk-said").textContent = problem.message; }
  }
}
