import { getState, listen } from "./api.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { Desk } from "./desk.js";
import { Mailbox } from "./mailbox.js";

const state = await getState();
const chat = new Chat(state.bot);
const mailbox = new Mailbox((url) => chat.deepLink(url));
const desk = new Desk();
const clock = new Clock();

function draw(all) {
  chat.set(all.people);
  mailbox.set(all.mails);
  desk.set(all.desk);
  clock.set(all.clock);
}
const drawAgain = async () => draw(await getState());

draw(state);
const inChat = (kind) => ({ chat: id, payload }) => chat.happened(kind, id, payload);
listen({
  message: inChat("message"),
  edited: inChat("edited"),
  deleted: inChat("deleted"),
  toast: inChat("toast"),
  action: inChat("action"),
  blocked: inChat("blocked"),
  person: async ({ payload }) => { const all = await getState(); chat.add(all.people.find((each) => each.id === payload.id)); },
  commands: drawAgain,
  mail: (mail) => mailbox.add(mail),
}, drawAgain);

const guide = document.getElementById("guide");
guide.hidden = localStorage.getItem("guide") === "seen";
document.getElementById("guide-close").addEventListener("click", () => { guide.hidden = true; localStorage.setItem("guide", "seen"); document.getElementById("text").focus(); });
document.getElementById("guide-open").addEventListener("click", () => { guide.hidden = false; document.getElementById("guide-close").focus(); });

const tabs = [...document.querySelectorAll("[data-pane]")];
for (const tab of tabs) {
  tab.addEventListener("click", () => {
    document.body.dataset.pane = tab.dataset.pane;
    for (const each of tabs) each.setAttribute("aria-pressed", String(each === tab));
    if (tab.dataset.pane === "mailbox") mailbox.seen();
  });
}
document.body.dataset.pane = "chat";
document.body.dataset.ready = "yes";
