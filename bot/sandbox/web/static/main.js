// The page: builds its parts, and tells each what happens.

import { getState, listen } from "./api.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { Desk } from "./desk.js";
import { Doing } from "./doing.js";
import { byId } from "./elements.js";
import { pressesAnswered } from "./keyboards.js";
import { Mailbox } from "./mailbox.js";
import { alertWith, toast } from "./notices.js";
import { People } from "./people.js";
import { Tabs } from "./tabs.js";

const tabs = new Tabs();
const bot = { name: "", username: "" };
const people = new People(takeUp, refresh);
const doing = new Doing(people, bot, () => tabs.show("chat"));
const composer = new Composer(doing);
const chat = new Chat({ doing, get botName() { return bot.name; }, edit: (message) => composer.edit(message) });
const mailbox = new Mailbox((url) => doing.follow(url));
const desk = new Desk();
const clock = new Clock();

function takeUp(person) {
  chat.show(person);
  composer.takeUp(person);
}

async function refresh() {
  let all;
  try {
    all = await getState();
  } catch {
    lost();
    return;
  }
  byId("lost").hidden = true;
  Object.assign(bot, all.bot);
  byId("bot-name").textContent = bot.name;
  people.set(all.people);
  mailbox.set(all.mails);
  desk.set(all.desk);
  clock.set(all.clock);
  chat.waits(all.waiting);
  document.body.dataset.ready = "yes";
}

// For what happens in a chat: `change` keeps the person's picture, `draw` shows it on the phone that is held.
// `change` returns false for what the picture holds already.
function inChat(change, draw) {
  return ({ chat: id, payload }) => {
    const person = people.of(id);
    if (!person) return;
    if (change(person, payload) === false) return;
    if (person === people.active) draw(payload, person);
  };
}

const nothing = () => {};

function lost() { byId("lost").hidden = false; }

listen({
  hello: refresh,
  commands: refresh,
  person: (person) => people.add(person),
  message: inChat(
    (person, message) => {
      // It may have come into the state that was asked for while this was on its way.
      if (person.messages.some((each) => each.message_id === message.message_id)) return false;
      person.messages.push(message);
      people.received(person);
      if (message.from.is_bot) tabs.news("chat");
      else tabs.begun();
      return true;
    },
    (message, person) => { chat.received(message); composer.show(person); },
  ),
  edited: inChat(
    (person, message) => {
      const at = person.messages.findIndex((each) => each.message_id === message.message_id);
      if (at >= 0) person.messages[at] = message;
    },
    (message) => { chat.replace(message); pressesAnswered(); },
  ),
  deleted: inChat(
    (person, { message_id: gone }) => { person.messages = person.messages.filter((each) => each.message_id !== gone); },
    ({ message_id: gone }, person) => { chat.remove(gone); composer.show(person); },
  ),
  toast: inChat(nothing, ({ text, alert }) => {
    pressesAnswered();
    if (text) (alert ? alertWith : toast)(text);
  }),
  action: inChat(nothing, () => chat.typing()),
  blocked: inChat(
    (person, { blocked }) => { person.blocked = blocked; },
    (_, person) => composer.show(person),
  ),
  mail: (mail) => { mailbox.received(mail); tabs.news("mailbox"); },
  desk: (all) => desk.set(all),
  clock: (now) => clock.set(now),
  waiting: ({ count }) => chat.waits(count),
}, lost);
