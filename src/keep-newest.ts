/** What an isolate remembers, bounded: what strangers send must not fill its memory. Pure. */

/** Puts a value into a map as its newest, and lets the oldest go where there would be more than `max`. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
  map.delete(key);
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size >= max) map.delete(oldest);
  map.set(key, value);
}
