// The mailbox: every mail that the bot sent, the newest on top and open.

import { byId, el, timeOf } from "./elements.js";
import { withLinks } from "./links.js";

export class Mailbox {
  // `follow(url)` takes a link over by returning true.
  constructor(follow) {
    this.follow = follow;
    this.list = byId("mails");
  }

  set(mails) {
    this.list.replaceChildren();
    for (const mail of mails) this.list.prepend(this.item(mail));
    this.list.firstElementChild?.querySelector("details").setAttribute("open", "");
    byId("no-mail").hidden = mails.length > 0;
  }

  received(mail) {
    if (byId(`mail-${mail.id}`)) return;
    const isReading = this.list.contains(document.activeElement);
    const item = this.item(mail);
    this.list.prepend(item);
    byId("no-mail").hidden = true;
    byId("mail-said").textContent = `New mail: ${mail.subject}`;
    if (!isReading) item.querySelector("details").open = true;
  }

  item(mail) {
    const details = el(
      "details",
      // Of those with one name, the browser keeps one open at a time.
      { name: "mail" },
      el("summary", {}, el("b", { dir: "auto", text: mail.subject }), el("small", {}, el("bdi", { text: mail.to }), el("time", { datetime: mail.at, text: timeOf(new Date(mail.at)) }))),
    );
    details.addEventListener("toggle", () => { if (details.open) this.fill(details, mail); });
    return el("li", { id: `mail-${mail.id}` }, details);
  }

  fill(details, mail) {
    if (details.children.length > 1) return;
    const text = el("div", { class: "letter", dir: "auto" }, withLinks(mail.text, this.follow));
    if (!mail.has_html) {
      details.append(text);
      return;
    }
    const frame = this.frame(mail);
    text.hidden = true;
    const views = [["As it looks", frame], ["As plain text", text]];
    const buttons = views.map(([words, view]) => el("button", {
      type: "button", class: "quiet", text: words, "aria-pressed": String(!view.hidden),
      on: {
        click: () => {
          views.forEach(([, each], index) => {
            each.hidden = each !== view;
            buttons[index].setAttribute("aria-pressed", String(!each.hidden));
          });
        },
      },
    }));
    details.append(el("div", { class: "views", role: "group", "aria-label": "How to read the mail" }, ...buttons), frame, text);
  }

  // The mail may style itself, and nothing else: no script runs in there. So its links are listened to from here.
  frame(mail) {
    const frame = el("iframe", { sandbox: "allow-same-origin", src: `/sandbox/mails/${mail.id}`, title: `Mail: ${mail.subject}` });
    frame.addEventListener("load", () => {
      const page = frame.contentDocument;
      // As high as the mail is, however wide the page becomes.
      new ResizeObserver(() => { frame.style.height = `${page.body.scrollHeight + 2}px`; }).observe(page.body);
      page.addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        if (!link) return;
        event.preventDefault();
        if (!this.follow(link.href) && /^https?:/.test(link.href)) window.open(link.href, "_blank", "noopener,noreferrer");
      });
      frame.dataset.ready = "yes";
    });
    return frame;
  }
}
