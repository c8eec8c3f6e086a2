// The bot's keyboards: inline buttons under a message, and the reply keyboard above the input.
import { el } from "/page/dom.js";
import { safeLink } from "/page/links.js";
import { say } from "/page/strings.js";

function inlineButton(button, message, follow) {
  const look = { class: "key", dir: "auto", lang: follow.language, text: button.text };
  if (button.url) {
    const href = safeLink(button.url);
    const press = (event) => {
      if (follow.link(button.url)) event.preventDefault();
    };
    return el("a", { ...look, href, target: "_blank", rel: "noopener noreferrer", on: { click: press } });
  }
  if (button.copy_text) {
    return el("button", { ...look, on: { click: () => follow.copy(button.copy_text.text) } });
  }
  if (button.callback_data === undefined) return el("button", { ...look, disabled: true });
  const waiting = follow.isWaiting(message.message_id, button.callback_data);
  return el("button", {
    ...look,
    class: `key${waiting ? " is-waiting" : ""}`,
    "aria-busy": waiting ? "true" : null,
    on: { click: () => follow.tap(message, button.callback_data) },
  });
}

/** The inline keyboard under a message, or null. */
export function inlineKeyboard(message, follow) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.some((row) => row.length)) return null;
  const drawn = rows.map((row) =>
    el("div", { class: "key-row" }, ...row.map((button) => inlineButton(button, message, follow))),
  );
  return el("div", { class: "inline-keyboard" }, ...drawn);
}

function replyButton(button, press) {
  const key = typeof button === "string" ? { text: button } : button;
  return el("button", { class: "key", dir: "auto", text: key.text, on: { click: () => press(key) } });
}

/** The reply keyboard; `press(button)` gets the pressed KeyboardButton. */
export function replyKeyboard(keyboard, press, language) {
  const size = keyboard.resize_keyboard ? "is-resized" : "is-tall";
  const rows = keyboard.keyboard.map((row) =>
    el("div", { class: "key-row" }, ...row.map((button) => replyButton(button, press))),
  );
  const attributes = { class: `reply-keyboard ${size}`, role: "group", lang: language };
  return el("div", { ...attributes, "aria-label": say("bot_keyboard") }, ...rows);
}

/** A keyboard object that shows keys, or null for none, a removed one, or a mere force_reply. */
export const keysOf = (keyboard) => (keyboard?.keyboard?.length ? keyboard : null);
