// Many devices put in order and in groups. Each is asked for its key once, however often it is compared.

import { boardName } from "./format.js";
import { STATUSES } from "./status.js";

// The first of each is not told in the address.
export const ORDERS = [
  ["new", "newest first"],
  ["name", "by name"],
  ["contact", "last heard first"],
  ["silent", "longest silent first"],
  ["status", "by status"],
  ["board", "by board"],
];
export const GROUPS = [
  ["none", "no groups"],
  ["status", "groups by status"],
  ["board", "groups by board"],
  ["place", "groups by name"],
  ["tag", "groups by tag"],
];

const sortable = new Map();
const MOST_NAMES = 50_000;

/** A name as it sorts: case does not matter, and shelf 10 comes behind shelf 9. */
function sortableName(name) {
  let known = sortable.get(name);
  if (known === undefined) {
    known = name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));
    if (sortable.size >= MOST_NAMES) sortable.clear();
    sortable.set(name, known);
  }
  return known;
}

/** What a name begins with: `rack-12` of `rack-12-shelf-3`, else its first word. */
function placeOf(name) {
  return (/^\D*\d+/.exec(name) ?? /^\S*/.exec(name))[0];
}

/** Put `found` (device and status, oldest first) into an order. */
export function inOrder(found, order) {
  if (order === "new") return found.reverse();
  const keys = {
    name: ({ device }) => sortableName(device.name),
    contact: ({ device }) => -(device.last_contact ?? -Infinity),
    silent: ({ device }) => device.last_contact ?? -Infinity,
    status: ({ status }) => STATUSES.indexOf(status),
    board: ({ device }) => boardName(device.board),
  };
  const keyed = found.map((each) => [keys[order](each), each]);
  keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return keyed.map(([, each]) => each);
}

// No tag has a blank in it.
const UNTAGGED = "no tag";

/** Where the group of a tag stands: devices without any come last. */
function tagPlace(name) {
  return name === UNTAGGED ? "\uffff" : sortableName(name);
}

/** How many devices have each tag, as `[tag, count]`, in the order of people. */
export function tagsOf(devices) {
  const counts = new Map();
  for (const { tags } of devices) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => (sortableName(one) < sortableName(other) ? -1 : 1));
}

/** The groups of devices in this order, as `[name, members]`; by tags a device is in each of its groups. */
export function grouped(found, group) {
  const names = {
    status: ({ status }) => [status],
    board: ({ device }) => [boardName(device.board)],
    place: ({ device }) => [placeOf(device.name)],
    tag: ({ device }) => (device.tags.length === 0 ? [UNTAGGED] : device.tags),
  };
  const groups = new Map();
  for (const each of found) {
    for (const name of names[group](each)) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(each);
    }
  }
  const places = group === "status" ? (name) => STATUSES.indexOf(name) : group === "tag" ? tagPlace : sortableName;
  return [...groups].sort(([one], [other]) => (places(one) < places(other) ? -1 : 1));
}
