// The message list of one chat: order, day lines, replacing and removing, keeping the scroll in place.
import { el, iconButton } from "/page/dom.js";
import { bubble } from "/page/message.js";
import { say } from "/page/strings.js";
import { dayOf, dayText } from "/page/times.js";

const NEAR_END = 80;
const FLASH = 1200;

export class Thread {
  #messages = new Map(); // message_id -> Message
  #list;
  #down;
  #follow;
  #atEnd = true;
  #height = 0;

  constructor(label, follow) {
    this.#follow = follow;
    const scrolled = () => this.#noteScroll();
    const looks = { class: "thread-list", role: "log", "aria-live": "polite", tabindex: "0" };
    this.#list = el("div", { ...looks, "aria-label": label, on: { scroll: scrolled } });
    this.#down = iconButton("down", say("newest"), () => this.toEnd(), { class: "to-end", hidden: true });
    this.element = el("div", { class: "thread" }, this.#list, this.#down);
    // keyboards and drawn photos change the height after a message is in place
    new ResizeObserver(() => this.#resized()).observe(this.#list);
  }

  #resized() {
    this.#height = this.#list.clientHeight;
    this.#stick();
    this.#noteScroll();
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    if (clientHeight !== this.#height) return; // the frame moved, not the reader
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#down.hidden = this.#atEnd;
  }

  #stick() {
    if (this.#atEnd) this.toEnd();
  }

  toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#atEnd = true;
    this.#down.hidden = true;
  }

  get isEmpty() {
    return this.#messages.size === 0;
  }

  /** Replace everything shown by what the server has. */
  fill(messages) {
    this.#messages = new Map(messages.map((message) => [message.message_id, message]));
    this.#redraw();
    this.#stick();
  }

  /** Add a message, or replace the one with its id; true when it is new. */
  put(message) {
    const id = message.message_id;
    const known = this.#nodeOf(id);
    const last = [...this.#messages.values()].at(-1);
    this.#messages.set(id, message);
    if (known) this.#swap(known, message);
    else if (last && last.message_id > id) this.#redraw();
    else this.#append(message, last);
    if (!message.from?.is_bot && !known) this.toEnd();
    this.#stick();
    return !known;
  }

  remove(ids) {
    for (const id of ids) this.#messages.delete(id);
    this.#redraw();
  }

  /** Draw one message again, for example when its button stops waiting. */
  refresh(id) {
    const node = this.#nodeOf(id);
    if (node) this.#swap(node, this.#messages.get(id));
  }

  /** What was today is yesterday now. */
  renameDays() {
    for (const line of this.#list.querySelectorAll(".day")) line.replaceWith(dayLine(line.dataset.date));
  }

  /** Scroll to a message and point at it for a moment. */
  show(id) {
    const node = this.#nodeOf(id);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("is-pointed-at");
    setTimeout(() => node.classList.remove("is-pointed-at"), FLASH);
  }

  #nodeOf(id) {
    return this.#list.querySelector(`[data-message-id="${Number(id)}"]`);
  }

  #swap(node, message) {
    const controls = [...node.querySelectorAll("button, a")];
    const held = controls.indexOf(document.activeElement);
    const fresh = bubble(message, this.#follow);
    node.replaceWith(fresh);
    if (held >= 0) fresh.querySelectorAll("button, a")[held]?.focus();
  }

  #append(message, last) {
    if (!last || dayOf(last.date) !== dayOf(message.date)) this.#list.append(dayLine(message.date));
    this.#list.append(bubble(message, this.#follow));
  }

  #redraw() {
    const inOrder = [...this.#messages.values()].sort((a, b) => a.message_id - b.message_id);
    this.#messages = new Map(inOrder.map((message) => [message.message_id, message]));
    this.#list.setAttribute("aria-busy", "true"); // history is not news: not to be read out
    this.#list.replaceChildren();
    inOrder.forEach((message, index) => this.#append(message, inOrder[index - 1]));
    this.#list.removeAttribute("aria-busy");
  }
}

function dayLine(seconds) {
  return el("div", { class: "day", data: { date: seconds } }, el("span", { text: dayText(seconds) }));
}
