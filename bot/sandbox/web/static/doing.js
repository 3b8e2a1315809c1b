// What the person who holds the phone does.

import { post } from "./api.js";
import { startPayload } from "./links.js";
import { trying } from "./notices.js";

export class Doing {
  // `opened()` brings the chat to the front.
  constructor(people, bot, opened) {
    this.people = people;
    this.bot = bot;
    this.opened = opened;
  }

  say(text) { return this.post("messages", { text }); }

  command(text) { return trying(() => this.say(text)); }

  forward(text, from) { return this.post("messages", { text, forwarded_from: from }); }

  sendFile(form) { return this.post("files", form); }

  press(messageId, data) { return trying(() => this.post("presses", { message_id: messageId, data })); }

  edit(messageId, text) { return this.post("edits", { message_id: messageId, text }); }

  block(blocked) { return trying(() => this.post("block", { blocked })); }

  // A link to the bot opens its chat and presses Start, as Telegram does. Returns whether it was one.
  follow(url) {
    const payload = startPayload(url, this.bot.username);
    if (payload === null) return false;
    this.opened();
    trying(() => this.say(`/start ${payload}`.trim()));
    return true;
  }

  post(what, body) { return post(`people/${this.people.activeId}/${what}`, body); }
}
