// The sandbox's own clock, and how its times are written (the people live on Beijing time).
import { pageLocale, say } from "/page/strings.js";

const ZONE = "Asia/Shanghai";
const DAY = 86_400_000;
let ahead = 0;

export function setClock(iso) {
  const moment = Date.parse(iso);
  if (!Number.isNaN(moment)) ahead = moment - Date.now();
}

const sandboxNow = () => Date.now() + ahead;
const written = (milliseconds, options) =>
  new Intl.DateTimeFormat(pageLocale(), { timeZone: ZONE, ...options }).format(milliseconds);

/** A sortable name of the day, such as 2025-03-01. */
export const dayOf = (seconds) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(seconds * 1000);

export const timeText = (seconds) =>
  written(seconds * 1000, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** The time of a transcript entry, to the second. */
export const secondText = (iso) =>
  written(Date.parse(iso), { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const clockText = () =>
  written(sandboxNow(), {
    weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

/** Today's name, as `dayOf` gives it. */
export const today = () => dayOf(sandboxNow() / 1000);

/** The sandbox's present moment, for machines. */
export const clockIso = () => new Date(sandboxNow()).toISOString();

export function dayText(seconds) {
  const day = dayOf(seconds);
  if (day === dayOf(sandboxNow() / 1000)) return say("today");
  if (day === dayOf((sandboxNow() - DAY) / 1000)) return say("yesterday");
  const thisYear = day.slice(0, 4) === dayOf(sandboxNow() / 1000).slice(0, 4);
  return written(seconds * 1000, {
    day: "numeric", month: "long", weekday: "short", ...(thisYear ? {} : { year: "numeric" }),
  });
}
