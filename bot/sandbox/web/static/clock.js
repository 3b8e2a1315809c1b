// The clock: it runs, and can be moved on.

import { post } from "./api.js";
import { byId } from "./elements.js";

const MOMENT = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });
const DAY = 86_400; // seconds
const HOUR = 3_600;

export class Clock {
  constructor() {
    for (const button of byId("clock").querySelectorAll("[data-minutes]")) {
      button.addEventListener("click", () => this.pass(Number(button.dataset.minutes), button));
    }
    byId("custom-span").addEventListener("submit", (event) => {
      event.preventDefault();
      this.pass(byId("minutes").valueAsNumber, event.target.querySelector("button"));
    });
    setInterval(() => this.draw(), 1000);
  }

  // Returns when everything has happened that comes due by then.
  async pass(minutes, button) {
    button.disabled = true;
    byId("clock-said").textContent = "Time passes…";
    try {
      await post("clock", { minutes });
      byId("clock-said").textContent = "";
    } catch (problem) {
      byId("clock-said").textContent = problem.message;
    } finally {
      button.disabled = false;
    }
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
    byId("now").textContent = MOMENT.format(now);
    byId("ahead").textContent = this.ahead ? `moved on by ${spanOf(this.ahead)}` : "";
  }
}

function spanOf(seconds) {
  if (seconds >= 2 * DAY) return `${Math.round(seconds / DAY)} days`;
  if (seconds >= 2 * HOUR) return `${Math.round(seconds / HOUR)} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}
