// A button that opens a list of buttons: arrow keys go through it, Escape and a press elsewhere close it.

export class Menu {
  constructor(button, list) {
    this.button = button;
    this.list = list;
    button.addEventListener("click", () => this.open(list.hidden));
    list.addEventListener("click", () => this.open(false));
    button.parentElement.addEventListener("keydown", (event) => this.pressed(event));
    button.parentElement.addEventListener("focusout", (event) => {
      if (!button.parentElement.contains(event.relatedTarget)) this.open(false);
    });
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.items[0]?.focus();
  }

  get items() { return [...this.list.querySelectorAll("button")]; }

  pressed(event) {
    if (this.list.hidden) return;
    if (event.key === "Escape") {
      this.open(false);
      this.button.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { items } = this;
    items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  }
}
