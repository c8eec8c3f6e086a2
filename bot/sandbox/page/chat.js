// One chat column: header, messages, input; takes the server's events for its person.
import * as api from "/page/api.js";
import { Composer } from "/page/composer.js";
import { alertDialog } from "/page/dialogs.js";
import { el, fullName, iconButton, initialsDisc } from "/page/dom.js";
import { menuButton } from "/page/menu.js";
import { inPageLanguage, say } from "/page/strings.js";
import { Taps } from "/page/taps.js";
import { Thread } from "/page/thread.js";

const TYPING_LASTS = 6_000;
const TOAST_LASTS = 4_000;

export class Chat {
  #desk;
  #person;
  #taps;
  #thread;
  #composer;
  #status;
  #toast;
  #notice;
  #typingTimer = null;
  #toastTimer = null;
  #loads = 0;
  #held = null; // events that came while the history was being fetched

  constructor(person, desk) {
    this.#person = person;
    this.#desk = desk;
    this.#taps = new Taps(person.id, (id) => this.#thread.refresh(id), (text) => this.toast(text));
    this.#thread = new Thread(say("messages_of", { name: fullName(person) }), this.#follow());
    this.#composer = new Composer(person, desk, this);
    this.#status = el("span", { class: "chat-status" });
    this.#toast = el("div", { class: "toast", role: "status", hidden: true, dir: "auto" });
    this.#notice = el("p", { class: "notice", hidden: true });
    this.element = this.#column();
    this.#showPerson();
  }

  #follow() {
    return {
      name: fullName(this.#person),
      language: this.#person.language_code,
      link: (url) => this.#desk.follow(url),
      command: (text) => this.attempt(() => api.send(this.#person.id, { text })),
      show: (id) => this.#thread.show(id),
      edit: (message) => this.#composer.beginEdit(message),
      reply: (message) => this.#composer.beginReply(message),
      tap: (message, data) => this.#taps.tap(message.message_id, data),
      isWaiting: (id, data) => this.#taps.isWaiting(id, data),
      copy: (text) => navigator.clipboard.writeText(text).then(() => this.toast(say("copied"))),
    };
  }

  #column() {
    const { id } = this.#person;
    const name = fullName(this.#person);
    const header = el(
      "header",
      { class: "chat-head" },
      iconButton("back", say("back"), () => this.#desk.showPeopleOnly(), { class: "back" }),
      initialsDisc(this.#person),
      el(
        "div",
        { class: "chat-title" },
        el("h2", {}, el("span", { text: name }), el("span", { class: "chat-role", text: inPageLanguage(this.#person.role) })),
        this.#status,
      ),
      menuButton("more", say("chat_menu"), () => this.#menu(), { side: "down-right" }),
      iconButton("close", say("close_chat", { name }), () => this.#desk.close(id), { class: "close" }),
    );
    const focus = () => this.#desk.focused() !== id && this.#desk.focus(id);
    const label = say("chat_of", { name, bot: this.#desk.bot.first_name });
    return el(
      "section",
      { class: "chat", "aria-label": label, data: { person: id }, on: { focusin: focus, pointerdown: focus } },
      header,
      el("div", { class: "chat-body" }, this.#notice, this.#thread.element, this.#toast),
      this.#composer.element,
    );
  }

  #menu() {
    const { blocked } = this.#person;
    const restart = { label: say("restart"), icon: "send", press: () => this.pressStart() };
    const turn = blocked
      ? { label: say("unblock"), icon: "check", press: () => this.unblock() }
      : { label: say("block"), icon: "close", press: () => this.attempt(() => api.block(this.#person.id)) };
    return blocked ? [turn] : [restart, turn];
  }

  /** Fetch the history again; what was shown before is replaced, so nothing appears twice. */
  async load() {
    const turn = ++this.#loads;
    this.#held ??= [];
    await this.attempt(async () => {
      const chat = await api.chatOf(this.#person.id);
      if (turn !== this.#loads) return;
      this.#thread.fill(chat.messages);
      this.#composer.useKeyboard(chat.keyboard);
      this.#showTyping(chat.typing);
      this.#markRead();
    });
    if (turn === this.#loads) this.#takeHeld();
  }

  /** The history may be older than what was pushed meanwhile, so that is applied on top of it. */
  #takeHeld() {
    const held = this.#held;
    this.#held = null;
    for (const event of held) this.take(event);
    this.#showPerson();
  }

  /** One event of the server that names this person. */
  take(event) {
    if (this.#held) this.#held.push(event);
    else if (event.event === "message" || event.event === "edited") this.#put(event.message);
    else if (event.event === "deleted") this.#thread.remove(event.message_ids);
    else if (event.event === "keyboard") this.#composer.useKeyboard(event.keyboard);
    else if (event.event === "typing") this.#showTyping(event.typing ?? true);
    else if (event.event === "callback") this.#answered(event);
  }

  personChanged(person) {
    this.#person = person;
    this.#showPerson();
  }

  dayChanged() {
    this.#thread.renameDays();
  }

  takeFocus() {
    this.#composer.takeFocus();
  }

  leave() {
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#toastTimer);
    this.#taps.forget();
  }

  /** Do something on the server; what it refuses is said in this chat. True when it was done. */
  async attempt(act) {
    try {
      const message = await act();
      if (message?.message_id) this.take({ event: "message", message });
      return true;
    } catch (refusal) {
      if (!(refusal instanceof api.Refusal)) throw refusal;
      this.toast(this.#desk.explain(refusal));
      return false;
    }
  }

  async pressStart(payload) {
    await this.attempt(() => api.start(this.#person.id, payload));
    await this.#desk.refresh();
  }

  async unblock() {
    await this.attempt(() => api.unblock(this.#person.id));
    await this.#desk.refresh();
  }

  toast(text) {
    clearTimeout(this.#toastTimer);
    this.#toast.textContent = text;
    this.#toast.hidden = false;
    this.#toastTimer = setTimeout(() => (this.#toast.hidden = true), TOAST_LASTS);
  }

  #put(message) {
    const isNew = this.#thread.put(message);
    if (!message.from?.is_bot) return;
    if (isNew) this.#markRead();
    this.#showTyping(false);
    this.#showPerson();
  }

  #answered(event) {
    this.#taps.answered(event);
    if (!event.text) return;
    const { first_name: bot } = this.#desk.bot;
    if (event.show_alert) alertDialog(bot, event.text, this.#person.language_code);
    else this.toast(event.text);
  }

  /** Somebody looks at the chat now, if there was anything new in it. */
  seen() {
    if (this.#desk.unread.get(this.#person.id)) this.#markRead();
  }

  #markRead() {
    // on a narrow screen an open chat may be behind the list of people
    if (document.visibilityState !== "visible" || !this.element.checkVisibility()) return;
    api.markRead(this.#person.id).catch(() => {}); // only a count: the next message tries again
  }

  #showTyping(typing) {
    clearTimeout(this.#typingTimer);
    this.#status.classList.toggle("is-typing", typing);
    this.#status.textContent = typing ? say("typing") : `${this.#desk.bot.first_name} · ${say("bot")}`;
    if (typing) this.#typingTimer = setTimeout(() => this.#showTyping(false), TYPING_LASTS);
  }

  #showPerson() {
    const name = fullName(this.#person);
    if (!this.#status.textContent) this.#showTyping(false);
    this.#notice.textContent = this.#person.started ? say("empty_chat") : say("before_start", { name });
    this.#notice.hidden = !this.#thread.isEmpty || this.#held !== null;
    this.#composer.personChanged(this.#person);
  }
}
