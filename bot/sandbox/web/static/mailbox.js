// The mailbox: every mail that the bot sent, the newest first.

import { withLinks } from "./entities.js";

export class Mailbox {
  constructor(onLink) {
    this.onLink = onLink;
    this.list = document.getElementById("mails");
    this.badge = document.getElementById("mail-badge");
  }

  set(mails) {
    this.list.replaceChildren();
    if (!mails.length) {
      this.list.append(Object.assign(document.createElement("li"), { className: "none", textContent: "No mail yet." }));
    }
    for (const mail of mails) this.add(mail, false);
  }

  add(mail, isNew = true) {
    this.list.querySelector(".none")?.remove();
    const details = document.createElement("details");
    details.open = isNew;
    const summary = document.createElement("summary");
    const at = new Date(mail.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    summary.append(
      Object.assign(document.createElement("b"), { textContent: mail.subject }),
      Object.assign(document.createElement("small"), { textContent: `to ${mail.to}, ${at}` }),
    );
    const body = Object.assign(document.createElement("div"), { className: "mail", dir: "auto" });
    body.append(withLinks(mail.text, this.onLink));
    details.append(summary, body);
    const item = document.createElement("li");
    item.append(details);
    if (isNew) for (const other of this.list.querySelectorAll("details")) other.open = false;
    this.list.prepend(item);
    if (isNew) { this.badge.hidden = false; this.badge.textContent = "new"; }
  }

  seen() { this.badge.hidden = true; }
}
