// Times and durations as people read them. All times are Unix seconds by the server's clock, shown in UTC.

const DAY_S = 86400;

function two(number) {
  return String(number).padStart(2, "0");
}

/** A date that no calendar has, after a jump of the clock, becomes a dash. */
function dateOf(time) {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function clockTime(time, withMs = false) {
  const date = dateOf(time);
  if (date === null) return "–";
  const text = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return withMs ? `${text}.${String(date.getUTCMilliseconds()).padStart(3, "0")}` : text;
}

export function calendarDate(time) {
  const date = dateOf(time);
  return date === null ? "–" : date.toISOString().slice(0, date.getUTCFullYear() > 9999 ? 13 : 10);
}

/** How many of each unit make up a duration, largest first: `[["1", "h"], ["0", "min"], ["10", "s"]]`. */
function unitsOf(seconds) {
  const sizes = [
    [365 * DAY_S, "y"],
    [DAY_S, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  let rest = Math.round(Math.abs(seconds));
  const units = sizes.map(([size, name]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return [count, name];
  });
  const first = units.findIndex(([count]) => count > 0);
  return first < 0 ? units.slice(-1) : units.slice(first);
}

function joined(units) {
  const some = units.filter(([count]) => count > 0);
  return (some.length === 0 ? units.slice(0, 1) : some).map(([count, name]) => `${count} ${name}`).join(" ");
}

/** A duration in its two largest units: `3 d 4 h`, `5 min 2 s`, `0.4 s`. */
export function duration(seconds) {
  const whole = Math.abs(seconds);
  if (whole < 10 && !Number.isInteger(whole)) return `${whole.toFixed(1)} s`;
  return joined(unitsOf(seconds).slice(0, 2));
}

export function ago(time, now) {
  if (time === null) return "never";
  const age = now - time;
  if (age < -1) return `in ${duration(Math.round(-age))}`;
  return age < 1 ? "now" : `${duration(Math.floor(age))} ago`;
}

export function until(time, now) {
  if (time === null) return "none";
  return time >= now ? `in ${duration(Math.floor(time - now))}` : `${duration(Math.floor(now - time))} ago`;
}

export function shift(seconds) {
  return seconds === 0 ? "in step" : `${seconds > 0 ? "+" : "−"}${joined(unitsOf(seconds))}`;
}

export function bytes(count) {
  return count < 1000
    ? `${count} bytes`
    : count < 1e6
      ? `${(count / 1000).toFixed(0)} kB`
      : `${(count / 1e6).toFixed(1)} MB`;
}

// Tokens of both services, JWTs, session ids, and whatever is as long as no word.
const SECRET = /oc_(?:reg|perm|sess)_[A-Za-z0-9_-]*|(?:U0pDM|eyJ)[A-Za-z0-9_.=+/-]{8,}|[0-9a-f]{16,}|[A-Za-z0-9]{32,}/gi;

/** A text without what nobody should see: of tokens and sessions as much as the server shows of them. */
export function cut(text) {
  return text.replace(SECRET, (secret) => secret.slice(0, 12));
}

// Made once: making it costs as much as a hundred numbers.
const NUMBERS = new Intl.NumberFormat("en");

/** A count as people read it: `5,002`. */
export function many(count) {
  return NUMBERS.format(count);
}

let boardNames = {};

/** Call boards by these names from now on: the server knows which families there are. */
export function nameBoards(names) {
  boardNames = names;
}

export function boardName(board) {
  return boardNames[board] ?? board;
}
