// The foot of a chat: start and unblock buttons, input, command and attach menus, reply keyboard.
import * as api from "/page/api.js";
import { contactDialog, locationDialog } from "/page/dialogs.js";
import { el, fullName, icon, iconButton } from "/page/dom.js";
import { gateContent } from "/page/gate.js";
import { keysOf, replyKeyboard } from "/page/keyboards.js";
import { menuButton } from "/page/menu.js";
import { summary } from "/page/message.js";
import { say } from "/page/strings.js";

const TALLEST = 160;
const drafts = new Map(); // person id -> text not sent yet; outlives the column

/** The bot's commands in a person's language, else in its base language, else the default ones. */
function commandsFor(language, commands) {
  const base = language?.split("-")[0];
  return commands[language] ?? commands[base] ?? commands[""] ?? [];
}

export class Composer {
  #person;
  #desk;
  #chat;
  #input;
  #form;
  #aimRow;
  #keys;
  #gate;
  #keyboardButton;
  #keyboard = null;
  #keyboardShown = true;
  #aim = null; // {kind: "reply" | "edit", message}

  constructor(person, desk, chat) {
    this.#person = person;
    this.#desk = desk;
    this.#chat = chat;
    this.#input = this.#textField();
    this.#form = this.#inputRow();
    this.#aimRow = el("div", { class: "aim", hidden: true });
    this.#keys = el("div", { class: "keys", hidden: true });
    this.#gate = el("div", { class: "gate", hidden: true });
    this.element = el("footer", { class: "composer" }, this.#aimRow, this.#form, this.#keys, this.#gate);
  }

  #textField() {
    const input = el("textarea", {
      rows: 1,
      dir: "auto",
      maxlength: 4096,
      lang: this.#person.language_code,
      "aria-label": say("write_as", { name: fullName(this.#person) }),
      placeholder: say("write"),
    });
    input.value = drafts.get(this.#person.id) ?? "";
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => {
      // Enter also ends the choice of a Chinese character: then it must not send
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      } else if (event.key === "Escape" && this.#aim) this.#aimAt(null);
    });
    return input;
  }

  #inputRow() {
    const commands = menuButton("command", say("commands"), () => this.#commandItems(), {
      empty: say("no_commands"),
      side: "up-right",
    });
    this.#keyboardButton = iconButton("keyboard", say("show_keyboard"), () => this.#toggleKeys(), { hidden: true });
    const send = el("button", { class: "send", "aria-label": say("send"), title: say("send") }, icon("send"));
    send.type = "submit";
    const submit = (event) => {
      event.preventDefault();
      this.#send();
    };
    const attach = menuButton("attach", say("attach"), () => this.#attachItems());
    return el(
      "form",
      { class: "input-row", on: { submit } },
      attach,
      el("div", { class: "input-box" }, this.#input, this.#keyboardButton, commands),
      send,
    );
  }

  #typed() {
    drafts.set(this.#person.id, this.#input.value);
    this.#input.style.height = "auto";
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, TALLEST)}px`;
  }

  #write(text) {
    this.#input.value = text;
    this.#typed();
  }

  #commandItems() {
    const commands = commandsFor(this.#person.language_code, this.#desk.commands);
    return commands.map(({ command, description }) => ({
      label: `/${command}`,
      hint: description,
      press: () => this.#say(`/${command}`),
    }));
  }

  #attachItems() {
    return [
      { label: say("photo"), icon: "photo", press: () => this.#pickFile("image/*", api.sendPhoto) },
      { label: say("document"), icon: "document", press: () => this.#pickFile("", api.sendDocument) },
      { label: say("contact"), icon: "contact", press: () => this.#shareContact() },
      { label: say("location"), icon: "location", press: () => this.#shareLocation() },
    ];
  }

  #pickFile(accept, upload) {
    const picker = el("input", { type: "file", accept, hidden: true });
    picker.addEventListener("change", async () => {
      const caption = this.#input.value.trim();
      const sent = await this.#chat.attempt(() => upload(this.#person.id, picker.files[0], caption));
      if (sent && caption) this.#write("");
      picker.remove();
    });
    picker.addEventListener("cancel", () => picker.remove());
    this.element.append(picker); // on the page, so that tests and readers can reach it
    picker.click();
  }

  #shareContact() {
    const share = () => this.#chat.attempt(() => api.sendContact(this.#person.id));
    contactDialog(this.#person, this.#desk.bot.first_name, share);
  }

  #shareLocation() {
    const share = (place) => this.#chat.attempt(() => api.sendLocation(this.#person.id, place));
    locationDialog(this.#person, share);
  }

  #say(text) {
    return this.#chat.attempt(() => api.send(this.#person.id, { text }));
  }

  async #send() {
    const text = this.#input.value;
    const aim = this.#aim;
    if (!text.trim()) return;
    this.#write("");
    this.#aimAt(null);
    const { id } = this.#person;
    const reply = aim ? { reply_to_message_id: aim.message.message_id } : {};
    const sent = await this.#chat.attempt(() =>
      aim?.kind === "edit" ? api.edit(id, aim.message.message_id, text) : api.send(id, { text, ...reply }),
    );
    if (!sent && !this.#input.value) {
      this.#write(text);
      this.#aimAt(aim);
    }
  }

  beginEdit(message) {
    this.#write(message.text);
    this.#aimAt({ kind: "edit", message });
  }

  beginReply(message) {
    this.#aimAt({ kind: "reply", message });
  }

  #aimAt(aim) {
    if (this.#aim?.kind === "edit" && aim === null) this.#write("");
    this.#aim = aim;
    this.#aimRow.hidden = aim === null;
    if (aim === null) return;
    const title = say(aim.kind === "edit" ? "editing" : "replying");
    this.#aimRow.replaceChildren(
      el("span", { class: "aim-title", text: title }),
      el("span", { class: "aim-text", dir: "auto", text: summary(aim.message) }),
      iconButton("close", say("cancel"), () => this.#aimAt(null)),
    );
    this.#input.focus();
  }

  /** The bot set, changed or removed (null) the reply keyboard. */
  useKeyboard(keyboard) {
    this.#keyboard = keysOf(keyboard);
    this.#keyboardShown = true;
    this.#input.placeholder = keyboard?.input_field_placeholder || say("write");
    if (this.#keyboard) {
      const press = (button) => this.#pressKey(button);
      this.#keys.replaceChildren(replyKeyboard(this.#keyboard, press, this.#person.language_code));
    }
    this.#showKeys();
  }

  #toggleKeys() {
    this.#keyboardShown = !this.#keyboardShown;
    this.#showKeys();
  }

  #showKeys() {
    const label = say(this.#keyboardShown ? "hide_keyboard" : "show_keyboard");
    this.#keys.hidden = !this.#keyboard || !this.#keyboardShown || !this.#form.checkVisibility();
    // a persistent keyboard cannot be put away by the person
    this.#keyboardButton.hidden = !this.#keyboard || (this.#keyboard.is_persistent && this.#keyboardShown);
    this.#keyboardButton.setAttribute("aria-label", label);
    this.#keyboardButton.setAttribute("aria-expanded", String(this.#keyboardShown));
    this.#keyboardButton.title = label;
  }

  #pressKey(button) {
    if (button.request_contact) this.#shareContact();
    else if (button.request_location) this.#shareLocation();
    else this.#say(button.text);
    if (!this.#keyboard?.one_time_keyboard) return;
    this.#keyboardShown = false;
    this.#showKeys();
  }

  personChanged(person) {
    this.#person = person;
    const open = person.started && !person.blocked;
    const invite = person.deep_link && !person.blocked;
    this.#form.hidden = !open;
    this.#gate.hidden = open && !invite;
    this.#gate.replaceChildren(...gateContent(person, this.#chat, this.#desk));
    this.#showKeys();
  }

  takeFocus() {
    // a touch keyboard must not jump up at each change of chat
    if (matchMedia("(pointer: fine)").matches && !this.#form.hidden) this.#input.focus();
  }
}
