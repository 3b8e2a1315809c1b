// On a narrow screen one part of the page is seen at a time; the guide stands above them all until it is read.

import { byId } from "./elements.js";

const GUIDE = "casebell-sandbox-guide";

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
  }

  guide(isOpen) {
    byId("guide").hidden = !isOpen;
    byId("guide-open").setAttribute("aria-expanded", String(isOpen));
  }

  show(pane) {
    document.body.dataset.pane = pane;
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
