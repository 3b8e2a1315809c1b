// What is shown above everything else for a while: toasts, alerts, pictures in full size, forms.

import { byId, el } from "./elements.js";

const TOAST_LASTS = 6000; // milliseconds
let toastEnds;

export function toast(text) {
  byId("toast").replaceChildren(el("p", { dir: "auto", text }));
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => byId("toast").replaceChildren(), TOAST_LASTS);
}

export function alertWith(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

export function showPicture(address, alt) {
  const dialog = byId("picture");
  Object.assign(dialog.querySelector("img"), { src: address, alt });
  dialog.showModal();
}

// Does the work; what goes wrong is told in a toast. Returns whether it went well.
export async function trying(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    toast(problem.message);
    return false;
  }
}

// A dialog with a form: `submitted(FormData)` does what it is for, and it closes when that went well.
export function formDialog(id, submitted) {
  const dialog = byId(id);
  const form = dialog.querySelector("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await trying(() => submitted(new FormData(form))))) return;
    dialog.close();
    form.reset();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  return dialog;
}
