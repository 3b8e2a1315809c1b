// On a narrow screen one part of the page is seen at a time; the guide stands above them all until it is read.

import { byId } from "./elements.js";

const GUIDE = "casebell-sandbox-guide";
const PANE = "casebell-sandbox-pane"; // in this tab, also after it was loaded anew
const NARROW = window.matchMedia("(max-width: 62rem)"); // as in page.css

export class Tabs {
  constructor() {
    this.buttons = [...document.querySelectorAll(".tabs [data-pane]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.show(button.dataset.pane));
    byId("guide-open").addEventListener("click", () => { this.guide(byId("guide").hidden); });
    byId("guide-close").addEventListener("click", () => {
      localStorage.setItem(GUIDE, "read");
      this.guide(false);
      byId("guide-open").focus();
    });
    this.guide(localStorage.getItem(GUIDE) !== "read");
    this.show(sessionStorage.getItem(PANE) ?? "chat");
  }

  // Somebody writes: where there is little room, the chat needs what the guide takes.
  begun() {
    if (NARROW.matches) this.guide(false);
  }

  guide(isOpen) {
    byId("guide").hidden = !isOpen;
    byId("guide-open").setAttribute("aria-expanded", String(isOpen));
  }

  show(pane) {
    document.body.dataset.pane = pane;
    sessionStorage.setItem(PANE, pane);
    for (const button of this.buttons) {
      const isShown = button.dataset.pane === pane;
      button.setAttribute("aria-pressed", String(isShown));
      if (isShown) this.dot(button, false);
    }
  }

  // Something came that is not on the screen.
  news(pane) {
    if (document.body.dataset.pane === pane) return;
    this.dot(this.buttons.find((button) => button.dataset.pane === pane), true);
  }

  dot(button, isNew) {
    const dot = button.querySelector(".dot");
    if (dot) dot.hidden = !isNew;
  }
}
