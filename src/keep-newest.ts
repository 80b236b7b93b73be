/** What an isolate remembers, bounded in number and in size: what strangers send must not fill its memory. Pure. */

/** A Cookie header may have 128 KB, and who sends it as many of those as he likes: what is longer than this is not remembered. */
export const MAX_KEY_CHARACTERS = 8_192;

/** Puts a value into a map as its newest, and lets the oldest go where there would be more than `max`. */
export function keepNewest<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  if (key.length > MAX_KEY_CHARACTERS) return;
  map.delete(key);
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size >= max) map.delete(oldest);
  map.set(key, value);
}
