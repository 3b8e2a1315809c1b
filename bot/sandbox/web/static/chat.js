// The messages of the phone that is held.

import { bubble } from "./bubble.js";
import { byId, dayOf, el } from "./elements.js";

const VANISHES_IN = 450; // milliseconds, as in chat.css
const TYPING_LASTS = 5000; // milliseconds (Bot API: sendChatAction)
const SLOW_AFTER = 3000; // milliseconds
const NEAR_THE_END = 120; // pixels

export class Chat {
  // `tools` is what a bubble needs: doing, botName, edit.
  constructor(tools) {
    this.tools = tools;
    this.log = byId("log");
    this.isAtEnd = true;
    this.log.addEventListener("scroll", () => {
      this.isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
      if (this.isAtEnd) byId("to-newest").hidden = true;
    });
    // Its room changes: a keyboard comes, the window turns, the chat is looked at again.
    new ResizeObserver(() => { if (this.isAtEnd) this.toEnd(); }).observe(this.log);
    // Pictures take their room when they have come; load events do not bubble, but can be captured.
    this.log.addEventListener("load", () => { if (this.isAtEnd) this.toEnd(); }, true);
    // Out of a long chat to where one writes, without passing every button on the way.
    this.log.addEventListener("keydown", (event) => { if (event.key === "Escape") byId("text").focus(); });
    byId("to-newest").addEventListener("click", () => { this.toEnd(); this.log.focus(); });
  }

  show(person) {
    // The live region keeps silent while another phone is picked up: its past is no news.
    this.log.setAttribute("aria-live", "off");
    this.endTyping();
    const stays = person.id === this.personId && !this.isAtEnd ? this.log.scrollTop : null;
    const isFocused = this.log.contains(document.activeElement);
    this.personId = person.id;
    this.lastDay = null;
    this.log.replaceChildren();
    if (person.earlier) this.log.append(el("p", { class: "day", text: `Earlier messages are not shown: ${person.earlier}` }));
    if (!person.messages.length) this.log.append(el("p", { class: "about", dir: "auto", text: person.about }));
    for (const message of person.messages) this.append(message);
    if (stays === null) this.toEnd();
    else this.log.scrollTop = stays;
    if (isFocused) this.log.focus({ preventScroll: true });
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  received(message) {
    this.log.querySelector(".about")?.remove();
    this.endTyping();
    const follow = this.isAtEnd || !message.from.is_bot;
    this.append(message);
    if (follow) this.toEnd();
    else byId("to-newest").hidden = false;
  }

  append(message) {
    const day = dayOf(new Date(message.date * 1000));
    if (this.lastDay !== day) this.log.append(el("p", { class: "day", text: day }));
    this.lastDay = day;
    this.log.append(bubble(message, this.tools));
  }

  replace(message) {
    const old = byId(`message-${message.message_id}`);
    if (!old) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.textContent : null;
    const fresh = bubble(message, this.tools);
    old.replaceWith(fresh);
    if (focused !== null) this.focusWithin(fresh, focused);
    if (this.isAtEnd) this.toEnd();
  }

  // Whoever goes by keyboard stays where they were: on the same button, or on the message's first.
  focusWithin(article, label) {
    const keys = [...article.querySelectorAll(".keys button, .keys a")];
    (keys.find((key) => key.textContent === label) ?? keys[0] ?? this.log).focus({ preventScroll: true });
  }

  remove(messageId) {
    const article = byId(`message-${messageId}`);
    if (!article) return;
    if (article.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    article.removeAttribute("id");
    article.inert = true;
    article.classList.add("vanishing");
    setTimeout(() => { article.remove(); this.tidyDays(); }, VANISHES_IN);
  }

  tidyDays() {
    for (const day of this.log.querySelectorAll(".day")) {
      if (!day.nextElementSibling?.matches("article")) day.remove();
    }
    this.lastDay = [...this.log.querySelectorAll(".day")].at(-1)?.textContent;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.isAtEnd = true;
    byId("to-newest").hidden = true;
  }

  typing() {
    this.endTyping();
    this.isTyping = true;
    this.tellDoing();
    const dots = el("div", { class: "typing", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.log.append(dots);
    if (this.isAtEnd) this.toEnd();
    this.typingEnds = setTimeout(() => this.endTyping(), TYPING_LASTS);
  }

  endTyping() {
    clearTimeout(this.typingEnds);
    this.isTyping = false;
    this.tellDoing();
    this.log.querySelector(".typing")?.remove();
  }

  // So much of what people did the bot has not taken up. For a moment that is always so.
  waits(count) {
    this.waiting = count;
    if (count === 0) this.isSlow = false;
    clearTimeout(this.slowSoon);
    if (count > 0) this.slowSoon = setTimeout(() => { this.isSlow = true; this.tellDoing(); }, SLOW_AFTER);
    this.tellDoing();
  }

  tellDoing() {
    const slow = this.isSlow ? `has not answered yet (${this.waiting} waiting)` : "bot";
    const words = this.isTyping ? "typing…" : slow;
    if (byId("bot-doing").textContent !== words) byId("bot-doing").textContent = words;
  }
}
