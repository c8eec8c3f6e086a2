// The panel on the right: the bot's last API calls and updates, and buttons that make calls fail.
import * as api from "/page/api.js";
import { el, iconButton } from "/page/dom.js";
import { say } from "/page/strings.js";
import { secondText } from "/page/times.js";

const KEPT = 200;
const METHODS = ["sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument"];
const FAULTS = [
  ["fault_429", { kind: "429", count: 1, retry_after: 3 }],
  ["fault_502", { kind: "502", count: 1 }],
  ["fault_lost", { kind: "lost_answer", count: 1 }],
  ["fault_duplicate", { kind: "duplicate_update", count: 1 }],
  ["fault_stop", { kind: "stop_updates", count: 1 }],
];
const ON_METHOD = new Set(["429", "502", "lost_answer"]);

function kindOf(update) {
  return Object.keys(update ?? {}).find((name) => name !== "update_id") ?? "";
}

function line(entry) {
  const call = entry.kind === "call";
  const failed = call && entry.ok === false;
  const name = call ? entry.method : kindOf(entry.update);
  const content = call
    ? { args: entry.args, ...(failed ? { error: entry.error } : { result: entry.result }) }
    : entry.update;
  const head = el(
    "summary",
    {},
    el("span", { class: `log-kind is-${entry.kind}`, text: say(call ? "log_call" : "log_update") }),
    el("span", { class: "log-name", text: name }),
    failed ? el("span", { class: "log-error", text: errorText(entry.error) }) : null,
    el("time", { text: secondText(entry.at) }),
  );
  const item = el("details", { class: "log-entry" }, head);
  // long JSON is written only when somebody looks
  item.addEventListener("toggle", () => {
    if (item.childElementCount === 1) item.append(el("pre", { text: JSON.stringify(content, null, 2) }));
  });
  return item;
}

function errorText(error) {
  return typeof error === "string" ? error : String(error?.error_code ?? error?.description ?? error ?? "");
}

export class Log {
  #place;
  #desk;
  #list;
  #last = 0;
  #entries = [];
  #reading = false;
  #again = false;

  constructor(place, desk) {
    this.#place = place;
    this.#desk = desk;
  }

  isOpen() {
    return !this.#place.hidden;
  }

  toggle() {
    this.#place.hidden = !this.#place.hidden;
    this.draw();
    this.refresh();
  }

  draw() {
    if (!this.isOpen()) return;
    this.#list = el("div", { class: "log-list" });
    this.#place.setAttribute("aria-label", say("log"));
    this.#place.replaceChildren(
      el(
        "header",
        { class: "log-head" },
        el("h2", { text: say("log") }),
        iconButton("close", say("close"), () => this.#desk.toggleLog()),
      ),
      this.#faultPanel(),
      this.#list,
    );
    this.#drawEntries();
  }

  #drawEntries() {
    const newestFirst = [...this.#entries].reverse().map(line);
    const empty = el("p", { class: "log-empty", text: say("log_empty") });
    this.#list.replaceChildren(...(newestFirst.length ? newestFirst : [empty]));
  }

  #faultPanel() {
    const method = el("select", {}, ...METHODS.map((name) => el("option", { value: name, text: name })));
    const outcome = el("p", { class: "fault-outcome", role: "status" });
    const attempt = async (act, done) => {
      try {
        await act();
        outcome.textContent = done;
      } catch (refusal) {
        outcome.textContent = this.#desk.explain(refusal);
      }
    };
    const buttons = FAULTS.map(([name, fault]) => {
      const target = () => (ON_METHOD.has(fault.kind) ? { method: method.value } : {});
      const press = () =>
        attempt(() => api.addFault({ ...fault, ...target() }), say("fault_set", { name: say(name) }));
      return el("button", { class: "plain", text: say(name), on: { click: press } });
    });
    const clear = () => attempt(api.clearFaults, say("fault_cleared"));
    return el(
      "fieldset",
      { class: "faults" },
      el("legend", { text: say("faults") }),
      el("label", { class: "field" }, el("span", { text: say("fault_method") }), method),
      el("div", { class: "fault-buttons" }, ...buttons),
      el("button", { class: "plain", text: say("fault_clear"), on: { click: clear } }),
      outcome,
    );
  }

  /** Read what is new in the transcript, one reading at a time; nothing while the panel is closed. */
  async refresh() {
    if (!this.isOpen()) return;
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#again) {
      this.#again = false;
      await this.#read();
    }
    this.#reading = false;
  }

  async #read() {
    const answer = await api.transcript(this.#last).catch(() => ({ entries: [] }));
    if (!answer.entries.length) return;
    this.#last = answer.entries.at(-1).n;
    this.#entries = [...this.#entries, ...answer.entries].slice(-KEPT);
    const shown = answer.entries.slice(-KEPT).reverse().map(line);
    this.#list.querySelector(".log-empty")?.remove();
    this.#list.prepend(...shown);
    while (this.#list.childElementCount > KEPT) this.#list.lastElementChild.remove();
  }
}
