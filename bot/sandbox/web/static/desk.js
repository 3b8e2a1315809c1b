// The case desk: USCIS's part, played by hand.

import { post } from "./api.js";
import { byId, el } from "./elements.js";

const RECEIPT = /^[A-Z]{3}[0-9*][0-9]{9}$/;
const DAY = new Intl.DateTimeFormat([], { dateStyle: "medium" });

export class Desk {
  constructor() {
    this.cases = [];
    this.titles = [];
    byId("receipt").addEventListener("input", () => this.draw());
    byId("find").addEventListener("submit", (event) => { event.preventDefault(); this.add(); });
    byId("troubles").addEventListener("change", (event) => {
      this.trying(() => post("faults", { trouble: event.target.value }), `From now on the case service ${event.target.parentElement.textContent}.`);
    });
  }

  get wanted() { return byId("receipt").value.toUpperCase().replaceAll(/[^A-Z0-9*]/g, ""); }

  set({ cases, titles, trouble }) {
    this.titles = titles;
    // Those that the bot has asked about come first: somebody follows them.
    this.cases = [...cases].sort((a, b) => b.asked - a.asked);
    byId("troubles").querySelector(`[value="${trouble}"]`).checked = true;
    this.draw();
  }

  draw() {
    const { wanted } = this;
    const found = this.cases.filter((each) => each.receipt.includes(wanted));
    byId("add-case").hidden = !RECEIPT.test(wanted) || found.length > 0;
    const focused = document.activeElement?.dataset?.key;
    // What was chosen and not yet done stays chosen.
    const chosen = [...byId("cases").querySelectorAll("select[data-chosen]")].map((each) => [each.dataset.key, each.value]);
    byId("cases").replaceChildren(...found.map((each) => this.item(each)));
    for (const [key, title] of chosen) {
      const select = byId("cases").querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (select) Object.assign(select, { value: title }).dataset.chosen = "yes";
    }
    if (focused) byId("cases").querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    if (!found.length) byId("cases").append(el("li", { class: "none", text: RECEIPT.test(wanted) ? "The desk has no such case yet: add it." : "The desk has no case like this. A receipt number is three letters and ten digits." }));
  }

  item(each) {
    const { receipt, form, title, asked, since } = each;
    const choice = el("select", { "data-key": `status-${receipt}`, "aria-label": `Next status of ${receipt}` });
    choice.append(...this.titles.map((one) => new Option(one, one)));
    choice.value = this.after(title);
    choice.addEventListener("change", () => { choice.dataset.chosen = "yes"; });
    const move = el("button", { type: "button", text: "Move", "data-key": `move-${receipt}`, "aria-label": `Move ${receipt}` });
    move.addEventListener("click", () => this.move(receipt, choice));
    return el(
      "li", { class: asked ? "followed" : null },
      el("p", {}, el("code", { text: receipt }), ` ${form} `, ...(asked ? [el("span", { class: "tag", text: "looked up" })] : [])),
      el("p", { class: "title" }, title, " ", el("time", { datetime: since, text: DAY.format(new Date(since)) })),
      el("div", { class: "move" }, choice, move),
    );
  }

  // The status that usually comes next.
  after(title) { return this.titles[(this.titles.indexOf(title) + 1) % this.titles.length]; }

  move(receipt, choice) {
    const title = choice.value;
    delete choice.dataset.chosen;
    return this.trying(
      () => post(`cases/${encodeURIComponent(receipt)}/status`, { title }),
      `${receipt} is now “${title}”. Whoever follows it hears of it at the next look: in seconds here, in hours in earnest.`,
    );
  }

  add() {
    if (byId("add-case").hidden) return;
    const receipt = this.wanted;
    this.trying(() => post("cases", { receipt, form: "I-130" }), `${receipt} is on the desk.`);
  }

  // The new state of the desk comes as an event.
  async trying(work, said) {
    try {
      await work();
      byId("desk-said").textContent = said;
    } catch (problem) {
      byId("desk-said").textContent = problem.message;
    }
  }
}
