// Starts the page, keeps what all parts share (people, unread, theme) and lays out the open chats.
import * as api from "/page/api.js";
import { Chat } from "/page/chat.js";
import { inviteDialog } from "/page/dialogs.js";
import { el, icon } from "/page/dom.js";
import { invitePayload, personLink } from "/page/links.js";
import { Log } from "/page/log.js";
import { showClock, showPeople } from "/page/people.js";
import { inBothLanguages, pageLanguage, pageLocale, say, useLanguage } from "/page/strings.js";
import { isDark, startTheme, switchTheme } from "/page/theme.js";
import { TimeBar } from "/page/timebar.js";
import { setClock, today } from "/page/times.js";

const CHAT_WIDTH = 340;
const CLOCK_STEP = 20_000;
const part = (id) => document.getElementById(id);
const chats = new Map(); // person id -> Chat, in the order of the columns
let recent = []; // person ids, least recently used first
let refreshing = null;
let shownDay = today();

const desk = {
  bot: { first_name: "", username: "" },
  people: new Map(),
  unread: new Map(),
  commands: {},
  isDark,
  isOpen: (id) => chats.has(id),
  focused: () => recent.at(-1) ?? null,
  logIsOpen: () => log.isOpen(),
  showsTime: () => timeBar.isShown(),
  toggleLog() {
    log.toggle();
    drawPeople();
  },
  switchTheme() {
    switchTheme();
    drawPeople();
  },
  switchLanguage() {
    useLanguage(pageLanguage() === "zh" ? "en" : "zh");
    drawAll();
  },
  open(id, { beside = false } = {}) {
    if (!chats.has(id)) openColumn(id, beside);
    desk.focus(id);
    chats.get(id).takeFocus();
  },
  focus(id) {
    if (!chats.has(id)) return;
    recent = [...recent.filter((other) => other !== id), id];
    arrange();
    chats.get(id).seen();
  },
  close(id) {
    chats.get(id)?.leave();
    chats.delete(id);
    recent = recent.filter((other) => other !== id);
    arrange();
  },
  showPeopleOnly() {
    part("desk").classList.remove("in-chat");
  },
  async openInvite(id, link) {
    desk.open(id);
    await chats.get(id)?.pressStart(invitePayload(link, desk.bot.username) ?? link);
    refresh();
  },
  /** Keep a link inside the sandbox where it leads to the bot or to a person; true if it did. */
  follow(url) {
    const payload = invitePayload(url, desk.bot.username);
    const person = personLink(url);
    if (payload !== null) inviteDialog([...desk.people.values()], (id) => desk.openInvite(id, payload));
    else if (person !== null && desk.people.has(person)) desk.open(person, { beside: true });
    else return false;
    return true;
  },
  async addPerson(person) {
    try {
      const added = await api.addPerson({
        ...person,
        phone_number: inventedNumber(),
        role: inBothLanguages("stranger_role"),
        story: inBothLanguages("stranger_story"),
      });
      await refresh();
      desk.open(added.id);
    } catch (refusal) {
      showConnection(explain(refusal));
    }
  },
  explain,
  say: (text) => showConnection(text),
  refresh: () => refresh(),
};
const log = new Log(part("log"), desk);
const timeBar = new TimeBar(part("time"), desk);

/** Looks like a mobile number of China, but no such prefix is given out. */
function inventedNumber() {
  return `+861000000${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;
}

function explain(refusal) {
  return refusal.status === 0 ? say("unreachable") : say("failed", { error: refusal.message });
}

function openColumn(id, beside) {
  const fit = Math.max(1, Math.floor(part("chats").clientWidth / CHAT_WIDTH));
  const order = [...chats.keys()];
  const replaced = beside ? (order.length >= fit ? recent[0] : undefined) : desk.focused();
  const chat = new Chat(desk.people.get(id), desk);
  const position = order.indexOf(replaced);
  if (position < 0) order.push(id);
  else order.splice(position, 1, id);
  if (position >= 0) {
    chats.get(replaced).leave();
    recent = recent.filter((other) => other !== replaced);
  }
  const known = new Map([...chats, [id, chat]]);
  chats.clear();
  for (const each of order) chats.set(each, known.get(each));
  chat.load();
}

/** Put the columns on the page in their order, moving only what is out of place. */
function arrange() {
  const place = part("chats");
  const columns = [...chats.values()].map((chat) => chat.element);
  const wanted = columns.length ? columns : [welcome()];
  for (const child of [...place.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((column, index) => {
    if (place.children[index] !== column) place.insertBefore(column, place.children[index] ?? null);
  });
  for (const [id, chat] of chats) chat.element.classList.toggle("is-focused", id === desk.focused());
  place.classList.toggle("side-by-side", chats.size > 1);
  part("desk").classList.toggle("in-chat", chats.size > 0);
  history.replaceState(null, "", chats.size ? `#chats=${[...chats.keys()].join(",")}` : location.pathname);
  drawPeople();
}

function welcome() {
  return el(
    "div",
    { class: "welcome" },
    el("span", { class: "mark", "aria-hidden": "true" }, icon("tower")),
    el("h2", { text: say("welcome_title") }),
    el("p", { text: say("welcome_text") }),
    el("p", { text: say("welcome_beside") }),
  );
}

function drawPeople() {
  showPeople(part("people"), desk);
}

function drawAll() {
  document.documentElement.lang = pageLocale();
  document.title = `${say("product")} · ${say("subtitle")}`;
  part("chats").setAttribute("aria-label", say("chats"));
  for (const id of [...chats.keys()]) {
    chats.get(id).leave();
    const chat = new Chat(desk.people.get(id), desk);
    chats.set(id, chat);
    chat.load();
  }
  log.draw();
  timeBar.draw();
  arrange();
}

function showConnection(text) {
  part("connection").textContent = text;
  part("connection").hidden = !text;
}

async function readState() {
  const state = await api.state();
  desk.bot = state.bot;
  desk.commands = state.commands ?? {};
  desk.people = new Map(state.people.map((person) => [person.id, person]));
  desk.unread = new Map(Object.entries(state.unread).map(([id, count]) => [Number(id), count]));
  takeTime(state);
  for (const [id, chat] of chats) if (desk.people.has(id)) chat.personChanged(desk.people.get(id));
  drawPeople();
}

/** Read the state again; calls that come while one is under way share it. */
function refresh() {
  refreshing ??= readState()
    .catch((refusal) => showConnection(explain(refusal)))
    .finally(() => (refreshing = null));
  return refreshing;
}

function take(event) {
  if (event.event === "unread") {
    desk.unread.set(event.person, event.count);
    drawPeople();
  } else if (event.event === "clock") {
    takeTime(event);
    writeTime();
  } else if (event.event === "person") refresh();
  else if (event.event === "call") log.refresh();
  else chats.get(event.person)?.take(event);
}

function takeTime(state) {
  setClock(state.clock);
  timeBar.take(state);
}

/** Write the present time; on a new day the chats' day lines have new names. */
function writeTime() {
  showClock(part("people"));
  timeBar.write();
  if (shownDay === today()) return;
  shownDay = today();
  for (const chat of chats.values()) chat.dayChanged();
}

async function opened(again) {
  showConnection("");
  if (!again) return;
  await refresh();
  for (const chat of chats.values()) chat.load();
  log.refresh();
}

async function begin() {
  startTheme(drawPeople);
  const wanted = (location.hash.match(/^#chats=([\d,]+)/)?.[1] ?? "").split(",").filter(Boolean);
  const payload = new URLSearchParams(location.search).get("start");
  drawAll();
  await refresh();
  for (const id of wanted.map(Number)) {
    if (desk.people.has(id)) desk.open(id, { beside: true });
  }
  if (payload) inviteDialog([...desk.people.values()], (id) => desk.openInvite(id, payload));
  api.listen({ onEvent: take, onOpen: opened, onLost: () => showConnection(say("lost")) });
  document.addEventListener("visibilitychange", () => chats.forEach((chat) => chat.seen()));
  setInterval(writeTime, CLOCK_STEP);
}

begin();
