// One message as a bubble: quote, attachment, text, time, its actions and its inline keyboard.
import { attachmentOf } from "/page/cards.js";
import { el, iconButton } from "/page/dom.js";
import { rendered } from "/page/entities.js";
import { inlineKeyboard } from "/page/keyboards.js";
import { say } from "/page/strings.js";
import { timeText } from "/page/times.js";

const QUOTE_LENGTH = 90;

/** One line that stands for a message where it is quoted. */
export function summary(message) {
  const text = message.text ?? message.caption;
  if (text) return Array.from(text.replace(/\s+/g, " ")).slice(0, QUOTE_LENGTH).join("");
  for (const kind of ["photo", "document", "location"]) if (message[kind]) return say(kind);
  return message.contact ? say("contact_card") : say("unknown_message");
}

function quote(message, follow) {
  const original = message.reply_to_message;
  if (!original) return null;
  const attributes = { class: "quote", on: { click: () => follow.show(original.message_id) } };
  return el("button", { ...attributes, dir: "auto", text: summary(original) });
}

function words(message, follow, carries) {
  const text = message.text ?? message.caption;
  if (!text && carries) return null;
  const entities = message.text ? message.entities : message.caption_entities;
  const nodes = text ? rendered(text, entities, follow) : [el("em", { text: say("unknown_message") })];
  return el("div", { class: "words", dir: "auto", lang: follow.language }, ...nodes);
}

function stamp(message) {
  const at = message.date;
  return el(
    "span",
    { class: "stamp" },
    message.edit_date ? el("span", { class: "edited", text: say("edited") }) : null,
    el("time", { datetime: new Date(at * 1000).toISOString(), text: timeText(at) }),
  );
}

function actions(message, mine, follow) {
  const edit = mine && message.text
    ? iconButton("edit", say("edit"), () => follow.edit(message))
    : null;
  const reply = iconButton("reply", say("reply"), () => follow.reply(message));
  return el("span", { class: "bubble-actions" }, reply, edit);
}

/** `follow` is the chat's set of reactions: link, command, show, edit, reply, tap, isWaiting, copy. */
export function bubble(message, follow) {
  const mine = !message.from?.is_bot;
  const carried = attachmentOf(message);
  const body = el(
    "div",
    { class: `bubble${message.photo ? " has-photo" : ""}` },
    quote(message, follow),
    carried,
    words(message, follow, carried !== null),
    stamp(message),
  );
  const keyboard = mine ? null : inlineKeyboard(message, follow);
  return el(
    "article",
    {
      class: `message ${mine ? "mine" : "theirs"}${keyboard ? " has-keyboard" : ""}`,
      "aria-label": mine ? follow.name : say("from_bot"),
      data: { messageId: message.message_id },
    },
    el("div", { class: "bubble-line" }, body, actions(message, mine, follow)),
    keyboard,
  );
}
