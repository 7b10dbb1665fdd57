// A request as a line for a shell, as the moment viewer writes it; secrets are cut in it as everywhere.

function quoted(text) {
  return `'${String(text).replaceAll("'", "'\\''")}'`;
}

export function asCurl(entry, { text, is_whole: isWhole }, origin) {
  const query = entry.query === "" ? "" : `?${entry.query}`;
  const words = ["curl -i", `-X ${quoted(entry.method)}`, quoted(`${origin}${entry.path}${query}`)];
  for (const [name, value] of Object.entries(entry.headers)) words.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (text !== null && text !== "" && isWhole) words.push(`--data-raw ${quoted(text)}`);
  return words.join(" \\\n  ");
}
