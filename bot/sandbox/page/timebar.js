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
  #pressed = null; // the button that gets the focus back
  #moment = el("time");
  #note = el("span", { class: "time-note" });
  #spoken = el("p", { class: "unseen", role: "status" });
  #buttons = new Map();

  constructor(place, desk) {
    this.#place = place;
    this.#desk = desk;
    for (const [name, seconds] of SPANS) {
      const press = () => this.#pass(name, seconds);
      this.#buttons.set(name, el("button", { class: "plain", on: { click: press } }));
    }
    place.append(
      el("p", { class: "time-now" }, this.#moment, this.#note),
      el("div", { class: "time-buttons" }, ...this.#buttons.values()),
      this.#spoken,
    );
  }

  isShown() {
    return this.#canPass;
  }

  /** What the server tells: whether time can be moved, and whether it is being moved. */
  take({ can_pass: canPass, passing }) {
    const [began, ended] = [passing && !this.#passing, this.#passing && !passing];
    this.#canPass = canPass;
    this.#passing = passing;
    this.draw();
    if (began) this.#spoken.textContent = say("time_passes");
    if (ended) this.#spoken.textContent = say("time_passed", { time: clockText() });
    if (ended) this.#returnFocus();
  }

  draw() {
    this.#place.hidden = !this.#canPass;
    this.#place.classList.toggle("is-passing", this.#passing);
    this.#place.setAttribute("aria-label", say("time"));
    this.#note.textContent = say(this.#passing ? "time_passes" : "beijing_time");
    for (const [name, button] of this.#buttons) {
      button.textContent = say(name);
      button.disabled = this.#passing;
    }
    this.write();
  }

  /** Write the time again, without touching anything else. */
  write() {
    this.#moment.textContent = clockText();
    this.#moment.setAttribute("datetime", clockIso());
  }

  async #pass(name, seconds) {
    this.#pressed = this.#buttons.get(name);
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
    if (document.activeElement === document.body) this.#pressed?.focus();
    this.#pressed = null;
  }
}
