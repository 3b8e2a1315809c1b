// The clock: it runs, and can be moved on.

import { post } from "./api.js";

const byId = (id) => document.getElementById(id);

export class Clock {
  constructor() {
    for (const button of document.querySelectorAll("[data-minutes]")) {
      button.addEventListener("click", async () => {
        button.disabled = true;
        try { this.set(await post("clock", { minutes: Number(button.dataset.minutes) })); } finally { button.disabled = false; }
      });
    }
    setInterval(() => this.draw(), 1000);
  }

  set({ now, ahead_seconds: ahead }) {
    this.offset = new Date(now).getTime() - Date.now();
    this.ahead = ahead;
    this.draw();
  }

  draw() {
    if (this.offset === undefined) return;
    const now = new Date(Date.now() + this.offset);
    byId("now").dateTime = now.toISOString();
    byId("now").textContent = now.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const hours = Math.round(this.ahead / 360) / 10;
    byId("ahead").textContent = this.ahead ? `(moved on by ${hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`})` : "";
  }
}
