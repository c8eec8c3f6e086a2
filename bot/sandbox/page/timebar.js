// The bar on top: what time it is for everybody on the page, and buttons that let it pass.
import * as api from "/page/api.js";
import { el } from "/page/dom.js";
import { say } from "/page/strings.js";
import { clockIso, clockText } from "/page/times.js";

const SPANS = [["next_hour", 3_600], ["next_day", 86_400]];

export class TimeBar {
  #place;
  #desk;
  #canPass = false;
  #passing = false;
  #pressed = null; // the name of the button that gets the focus back
  #moment = el("time");
  #note = el("span", { class: "time-note" });
  #spoken = el("p", { class: "unseen", role: "status" });

  constructor(place, desk) {
    this.#place = place;
    this.#desk = desk;
  }

  isShown() {
    return this.#canPass;
  }

  /** What the server tells: whether time can be moved, and whether it is being moved. */
  take({ can_pass: canPass, passing }) {
    if (canPass === this.#canPass && passing === this.#passing) return;
    const ended = this.#passing && !passing;
    this.#canPass = canPass;
    this.#passing = passing;
    this.draw();
    if (passing) this.#spoken.textContent = say("time_passes");
    else if (ended) this.#spoken.textContent = say("time_passed", { time: clockText() });
    if (ended) this.#returnFocus();
  }

  draw() {
    this.#place.hidden = !this.#canPass;
    this.#place.classList.toggle("is-passing", this.#passing);
    this.#place.setAttribute("aria-label", say("time"));
    this.#place.setAttribute("aria-busy", String(this.#passing));
    this.#note.textContent = say(this.#passing ? "time_passes" : "beijing_time");
    const buttons = SPANS.map(([name, seconds]) =>
      el("button", {
        class: "plain",
        text: say(name),
        data: { span: name },
        disabled: this.#passing,
        on: { click: () => this.#pass(name, seconds) },
      }),
    );
    this.#place.replaceChildren(
      el("p", { class: "time-now" }, this.#moment, this.#note),
      el("div", { class: "time-buttons" }, ...buttons),
      this.#spoken,
    );
    this.write();
  }

  /** Write the time again, without touching anything else. */
  write() {
    this.#moment.textContent = clockText();
    this.#moment.setAttribute("datetime", clockIso());
  }

  async #pass(name, seconds) {
    this.#pressed = name;
    this.take({ can_pass: true, passing: true });
    try {
      await api.passTime(seconds);
    } catch (refusal) {
      this.#desk.say(this.#desk.explain(refusal));
    }
    await this.#desk.refresh();
  }

  /** A disabled button loses the focus: whoever pressed it by keyboard goes on from there. */
  #returnFocus() {
    const button = this.#place.querySelector(`[data-span="${this.#pressed}"]`);
    if (document.activeElement === document.body) button?.focus();
    this.#pressed = null;
  }
}
